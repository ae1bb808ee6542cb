"""ActionWebhook: a payload that is JSON (reference C, "JSON rule by version")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.values import messages
from fake_itop.values.php_json import PhpJsonError, decode

if TYPE_CHECKING:
    from fake_itop.objects.database import Database
    from fake_itop.objects.draft import Draft
    from fake_itop.objects.session import Session


class WebhookActionBehaviour(Behaviour):
    """Actions that call a URL."""

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[str]:
        """The payload must be JSON as it stands, with its placeholders in it."""
        yield from super().check(db, session, draft)
        if "payload" in draft.changed() and not _is_json(draft.get("payload")):
            yield messages.INVALID_PAYLOAD


def _is_json(text: str) -> bool:
    if not text:
        return True
    try:
        decode(text)
    except PhpJsonError:
        return False
    return True
