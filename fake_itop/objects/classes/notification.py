"""Trigger and ActionWebhook: a trigger's class in words, what is wrong with its filter or with a payload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.oql import OqlError
from fake_itop.values import reasons
from fake_itop.values.php_json import PhpJsonError, decode
from fake_itop.values.reasons import Reason

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class TriggerBehaviour(Behaviour):
    """All triggers (recordings ``webhook``, "trigger reads back")."""

    def compute(self, db: Database, session: Session, draft: Draft) -> None:
        """``complement``, where the version has it, names the class that the trigger is about."""
        super().compute(db, session, draft)
        if {"target_class", "complement"} <= set(draft.cls.attributes):
            draft.set("complement", f"class restriction: {draft.get('target_class')}")

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """The filter must be a query for the class (recordings ``webhook``, "filter syntax error", "… other class")."""
        yield from super().check(db, session, draft)
        changed = draft.changed()
        if "filter" in changed and draft.get("filter"):
            yield from self._wrong_filter(db, draft.get("filter"), draft.get("target_class"))

    @staticmethod
    def _wrong_filter(db: Database, query: str, target: str) -> Iterable[Reason]:
        try:
            found = db.engine.parse(query).cls
        except OqlError as error:
            yield reasons.WrongFilter(error.reason)
        else:
            if target in db.model and not found.is_a(target):
                yield reasons.FilterOfAnotherClass(target)


class WebhookActionBehaviour(Behaviour):
    """Actions that call a URL."""

    def check_first(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """The payload must be JSON as it stands, with its placeholders in it."""
        yield from super().check_first(db, session, draft)
        if "payload" in draft.changed() and not _is_json(draft.get("payload")):
            yield reasons.INVALID_PAYLOAD


def _is_json(text: str) -> bool:
    if not text:
        return True
    try:
        decode(text)
    except PhpJsonError:
        return False
    return True
