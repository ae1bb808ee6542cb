"""What versions differ in about triggers, actions and webhooks: an instance is given one variant of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fake_itop.notifications import template_rules, texts
from fake_itop.notifications.callbacks import FindMethod, with_exact_signature
from fake_itop.notifications.json_payloads import ExpandJson, expand_values
from fake_itop.notifications.template_rules import TemplateRules
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.store import Record

ForCallback = Callable[[Database, Draft], Draft]
"""The object that a response callback is given while the object is being saved."""

OrderActions = Callable[[Database, Sequence[Record]], list[Record]]
"""The actions of a trigger's links in the order in which they run."""

RecordHeaders = Callable[[Record, str], str]
"""How the record of a webhook shows its headers, from the action and the prepared header lines."""


def the_very_object(_db: Database, draft: Draft) -> Draft:
    """What the callback sets is saved."""
    return draft


def another_copy(db: Database, draft: Draft) -> Draft:
    """What the callback sets goes into a copy, as the database has the object (docs/itop/webhooks.md).

    Whether the copy can be saved meanwhile is for iTop to say, see `fake_itop.objects.rules`.
    """
    return Draft(db, db.store.get(draft.cls.name, draft.id) or draft.record)


def by_their_links(db: Database, links: Sequence[Record]) -> list[Record]:
    """By the order that each link gives (recordings ``webhook``, "two actions in order")."""
    in_order = sorted(links, key=lambda link: (link["order"] or 0, link.id))
    return [action for link in in_order if (action := db.store.get("Action", link["action_id"])) is not None]


def by_their_names(db: Database, links: Sequence[Record]) -> list[Record]:
    """As lists of actions are sorted, whatever the links say (recordings 3.1 ``webhook``, the same case)."""
    return db.engine.ordered(by_their_links(db, links), db.model["Action"])


def prepared_headers(_action: Record, lines: str) -> str:
    """Without secrets; instead of the action's own ones stands the same text for all (recordings ``webhook``)."""
    return texts.before_and_after(f"Authorization: {texts.MASK}", texts.masked(lines))


def own_and_prepared_headers(action: Record, lines: str) -> str:
    """Beside the action's own ones, as they stand there; tokens in clear (recordings 3.1 ``webhook``, ``transfer``)."""
    known = ("Authorization",)
    return texts.before_and_after(texts.masked(action["headers"], known), texts.masked(lines, known))


NONE: frozenset[str] = frozenset()
TRIGGER_AND_ACTION = frozenset({"trigger", "action"})
"""Objects that placeholders cannot name."""


@dataclass(frozen=True)
class NotificationRules:
    """One variant of each rule; by default those of the newest version."""

    expand_json: ExpandJson = expand_values
    find_method: FindMethod = with_exact_signature
    for_callback: ForCallback = the_very_object
    order_actions: OrderActions = by_their_links
    record_headers: RecordHeaders = prepared_headers
    nameless: frozenset[str] = NONE
    templates: TemplateRules = template_rules.NEWEST


NEWEST = NotificationRules()
