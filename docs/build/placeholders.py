"""Writes docs/placeholders.md: each form of a placeholder with what it gives on a sample ticket.

python docs/build/placeholders.py
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from fake_itop.clock import Clock
from fake_itop.datamodel import load
from fake_itop.notifications.links import Links
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.notifications.template_values import TemplateValues
from fake_itop.objects.classes import BEHAVIOURS
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.history import insert_row
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.objects.writing import write_fields
from fake_itop.store import Record

PAGE = Path(__file__).parents[1] / "placeholders.md"
ROOT = "http://itop.example/"

INTRODUCTION = """\
# Placeholders

Texts of an action (payload, headers, path, a mail's subject and body) may hold placeholders. An object's are written
`$name->form$`; `-&gt;` may stand for the arrow, and `%24` for both dollars. `name` is one of

| name | the object |
|---|---|
| `this` | whose change set off the trigger, as it is held in memory at that moment |
| `trigger`, `action` | the trigger that goes off, and the action that runs |
| `current_contact`, `current_user` | who acts; without a contact, placeholders of `current_contact` stay as they are |
| `mentioned` | who is mentioned in a log (`TriggerOnObjectMention`) |

Beside these there are `$APP_URL$`, `$MODULES_URL$` and `$current_contact_id$`.

What cannot be read stays as it is: an unknown name, an attribute that the class has not, a form that the attribute has
not. Placeholders are replaced one after another, each everywhere in the text, so a value that holds a placeholder which
comes later is expanded itself. In a payload that is JSON (header `Content-type: application/json`, in just this
spelling, and all iTop calls) texts and keys are expanded after the JSON was read, so that no data can break it; any
other payload is replaced as it stands.

Each result below is what this version gives for a sample ticket, at 12:00:00 on 2026-11-24.
"""

SECTIONS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "Values": (
        "The plain form gives what the object holds: codes of enums, ids of keys, HTML as HTML, dates in SQL's form.",
        (
            ("id", "any object"),
            ("title", "text"),
            ("description", "HTML"),
            ("status", "enum"),
            ("org_id", "external key"),
            ("org_name", "external field"),
            ("start_date", "date and time"),
            ("close_date", "a date that is not set"),
            ("remote_ticketid", "integer"),
            ("tto", "stop-watch"),
            ("public_log", "case log: all entries, oldest first"),
            ("contacts_list", "link set"),
            ("friendlyname", "any object"),
            ("finalclass", "any object"),
        ),
    ),
    "Verbs": (
        "A verb around an attribute gives it in another form; those that an attribute has not stay as they are.",
        (
            ("label(status)", "enum: its label"),
            ("label(org_id)", "others: as the plain form"),
            ("label(public_log)", "case logs, link sets and tag sets have none"),
            ("text(description)", "HTML: as text"),
            ("text(title)", "text: as it is"),
            ("html(title)", "text: escaped"),
            ("html(description)", "HTML: in a block"),
            ("html(org_id)", "external key: a link"),
            ("html(contacts_list)", "link set: a list"),
            ("html(public_log)", "case log: a table, newest first"),
            ("raw(start_date)", "dates only"),
            ("head(public_log)", "case log: the newest entry as text"),
            ("head_html(public_log)", "case log: the newest entry as HTML"),
        ),
    ),
    "The object itself": (
        "Its name (escaped) and its pages in the console and in the portal.",
        (
            ("name()", "any object"),
            ("url()", "any object"),
            ("url(itop-portal)", "any object; also `portal`, `itop-portal-edit`, `itop-portal-view`"),
            ("hyperlink(itop-portal-view)", "likewise"),
            ("hyperlink(nowhere)", "an unknown portal"),
        ),
    ),
    "Other objects": (
        "Arrows lead through external keys to any of the forms above. What the actor may not see is undefined.",
        (
            ("caller_id->email", "external key"),
            ("caller_id->org_id->name", "one after another"),
            ("caller_id->name()", "with a verb at the end"),
            ("agent_id->name", "a key that is not set"),
            ("org_id->nope", "an attribute that the other class has not"),
        ),
    ),
    "No forms": (
        "These stay as they are.",
        (("Title", "another case"), ("title()", "no verb"), ("key", "no attribute"), ("title->x", "no external key")),
    ),
}


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    return INTRODUCTION + "".join(_sections(sample()))


def _sections(placeholders: Placeholders) -> Iterator[str]:
    for title, (text, rows) in SECTIONS.items():
        yield f"\n## {title}\n{text}\n\n| placeholder | on | gives |\n|---|---|---|\n"
        for form, where in rows:
            placeholder = f"$this->{form}$"
            yield f"| `{placeholder}` | {where} | {_cell(placeholders.expand(placeholder))} |\n"


def _cell(value: str) -> str:
    shown = value.replace("\n", "⏎")
    return f"`{shown}`" if shown else "(empty)"


def sample() -> Placeholders:
    """The placeholders of a ticket of every kind of value."""
    db = Database.open(load(["transfer"]), Clock.frozen(datetime.fromisoformat("2026-11-24 12:00:00")), BEHAVIOURS)
    session = Session("alice", user_id=1, name="Alice Agent")
    insert_row(db, "UserLocal", {"login": "alice"})
    _create(db, session, "Organization", name="Customer & Co", code="CUST")
    _create(db, session, "Person", name="Caller", first_name="Carl", org_id=1, email="carl@customer.example")
    _create(db, session, "Team", name="Helpdesk", org_id=1)
    contacts = [{"contact_id": 1}, {"contact_id": 2}]
    text = {"title": "Printer <on fire>", "description": "<p>Smoke &amp; <b>flames</b></p>", "public_log": "It smokes"}
    ticket = _create(db, session, "UserRequest", org_id=1, caller_id=1, contacts_list=contacts, **text)
    return Placeholders({"this": ticket}, {}, TemplateValues(db, session, Links(db.reader, ROOT)))


def _create(db: Database, session: Session, cls: str, **fields: Any) -> Record:
    draft = Draft.new(db, db.model[cls])
    write_fields(db, session, draft, fields)
    for _ in save(db, session, draft):
        pass
    return draft.record


if __name__ == "__main__":
    main()
