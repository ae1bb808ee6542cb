"""Writes docs/placeholders.md: each form of a placeholder, with what it gives on samples of every attribute type.

python tools/build/docs/placeholders.py
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fake_itop.datamodel import load
from fake_itop.notifications.hyperlinks import Hyperlinks
from fake_itop.notifications.placeholders import Placeholders, TemplateValues
from fake_itop.objects.classes import BEHAVIOURS
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.history import insert_row
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.objects.writing import write_fields
from fake_itop.store import Record
from fake_itop.values.clock import Clock

PAGE = Path(__file__).parents[3] / "docs/placeholders.md"
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
| `attachment` | what was downloaded (`TriggerOnAttachmentDownload`) |

Beside these there are `$APP_URL$`, `$MODULES_URL$` and `$current_contact_id$`, and at downloads `$file->file_name$`,
`$file->mime_type$`, `$file->downloads_count$`, `$file->data$` and `$file->data_as_base64$`.

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


VERBS = ("", "label", "text", "html", "raw", "head", "head_html")
LONGEST = 60
TYPES: dict[str, tuple[str, str]] = {
    "AttributeString": ("UserRequest", "title"),
    "AttributeText": ("RemoteApplicationConnection", "url"),
    "AttributeText, HTML": ("UserRequest", "description"),
    "AttributeLongText": ("AsyncSendEmail", "message"),
    "AttributeHTML": ("DocumentNote", "text"),
    "AttributeTemplateString": ("ActionEmail", "subject"),
    "AttributeTemplateHTML": ("ActionEmail", "body"),
    "AttributeEmailAddress": ("Person", "email"),
    "AttributePhoneNumber": ("Person", "phone"),
    "AttributeURL": ("DocumentWeb", "url"),
    "AttributeIPAddress": ("Server", "managementip"),
    "AttributeOQL": ("TriggerOnObjectUpdate", "filter"),
    "AttributeClass": ("TriggerOnObjectUpdate", "target_class"),
    "AttributeClassAttCodeSet": ("TriggerOnObjectUpdate", "target_attcodes"),
    "AttributeClassState": ("TriggerOnStateEnter", "state"),
    "AttributeApplicationLanguage": ("ActionEmail", "language"),
    "AttributeEnum": ("UserRequest", "impact"),
    "AttributeEnum, the state": ("UserRequest", "status"),
    "AttributeEnumSet": ("TriggerOnObjectUpdate", "context"),
    "AttributeMetaEnum": ("UserRequest", "operational_status"),
    "AttributeBoolean": ("EventWebService", "result"),
    "AttributeInteger": ("UserRequest", "remote_ticketid"),
    "AttributeDecimal": ("BackgroundTask", "latest_run_duration"),
    "AttributeDuration": ("UserRequest", "time_spent"),
    "AttributeDate": ("Server", "purchase_date"),
    "AttributeDateTime": ("UserRequest", "start_date"),
    "AttributeDateTime, not set": ("UserRequest", "close_date"),
    "AttributeStopWatch": ("UserRequest", "tto"),
    "AttributeSubItem": ("UserRequest", "tto_escalation_deadline"),
    "AttributeExternalKey": ("UserRequest", "org_id"),
    "AttributeExternalKey, not set": ("UserRequest", "agent_id"),
    "AttributeHierarchicalKey": ("Organization", "parent_id"),
    "AttributeObjectKey": ("Attachment", "item_id"),
    "AttributeExternalField": ("UserRequest", "org_name"),
    "AttributeFriendlyName": ("UserRequest", "friendlyname"),
    "AttributeFinalClass": ("UserRequest", "finalclass"),
    "AttributeObsolescenceFlag": ("Person", "obsolescence_flag"),
    "AttributeCaseLog": ("UserRequest", "public_log"),
    "AttributeLinkedSet": ("UserRequest", "related_request_list"),
    "AttributeLinkedSetIndirect": ("UserRequest", "contacts_list"),
    "AttributeBlob": ("Attachment", "contents"),
    "AttributeImage": ("Person", "picture"),
    "AttributePassword": ("RemoteiTopConnection", "auth_pwd"),
    "AttributeEncryptedPassword": ("GitHubOauth2Client", "client_secret"),
    "AttributeOneWayPassword": ("UserLocal", "password"),
}
"""An attribute of each type."""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    samples = Samples()
    return INTRODUCTION + "".join((*_sections(samples.placeholders("UserRequest")), *_types(samples)))


def _types(samples: Samples) -> Iterator[str]:
    """Each form on each type of attribute."""
    forms = [f"`{verb}(…)`" if verb else "`…`" for verb in VERBS]
    yield (
        "\n## Every form on every type of attribute\n"
        "What stays as it is shows as –, nothing as (empty); long values are cut here.\n\n"
        f"| type | on | {' | '.join(forms)} |\n|---|---|{'---|' * len(VERBS)}\n"
    )
    for type_, (cls, code) in TYPES.items():
        placeholders = samples.placeholders(cls)
        cells = (_short(placeholders, f"{verb}({code})" if verb else code) for verb in VERBS)
        yield f"| {type_} | `{cls}.{code}` | {' | '.join(cells)} |\n"


def _short(placeholders: Placeholders, form: str) -> str:
    placeholder = f"$this->{form}$"
    value = placeholders.expand(placeholder)
    if value == placeholder:
        return "–"
    return _cell(value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…")


def _sections(placeholders: Placeholders) -> Iterator[str]:
    for title, (text, rows) in SECTIONS.items():
        yield f"\n## {title}\n{text}\n\n| placeholder | on | gives |\n|---|---|---|\n"
        for form, where in rows:
            placeholder = f"$this->{form}$"
            yield f"| `{placeholder}` | {where} | {_cell(placeholders.expand(placeholder))} |\n"


def _cell(value: str) -> str:
    shown = value.replace("\n", "⏎").replace("|", "\\|")
    return f"`{shown}`" if shown else "(empty)"


class Samples:
    """Objects that hold a value of every type, one of each class."""

    def __init__(self) -> None:
        moment = datetime.fromisoformat("2026-11-24 12:00:00")
        self._db = Database.open(load(["transfer"]), Clock.frozen(moment), BEHAVIOURS)
        self._session = Session("alice", user_id=1, name="Alice Agent", is_administrator=True)
        self._records: dict[str, Record] = {}
        insert_row(self._db, "UserLocal", {"login": "alice"})
        for cls, fields in OBJECTS:
            self._records[cls] = _create(self._db, self._session, cls, **fields)
        for cls, values in ROWS.items():
            self._records[cls] = insert_row(self._db, cls, values)

    def placeholders(self, cls: str) -> Placeholders:
        """The placeholders of the sample of a class."""
        values = TemplateValues(self._db, self._session, Hyperlinks(self._db.reader, ROOT))
        return Placeholders({"this": self._records[cls]}, {}, values)


REACHED = {"email": "carl@customer.example", "phone": "+33 1 23 45"}
FILE = {"data": "R0lGOCBoZWxsbw==", "mimetype": "text/plain", "filename": "hello.txt"}
ITOP = {"remoteapplicationtype_id": 1, "environment": "2-test", "url": "http://partner.example/"}
ON_TICKETS = {"description": "T", "target_class": "UserRequest"}
MAIL = {"name": "Mail", "from": "itop@example.org", "subject": "$this->ref$", "body": "<p>$this->title$</p>"}
TICKET = {"title": "Printer <on fire>", "description": "<p>Smoke &amp; <b>flames</b></p>", "public_log": "It smokes"}
OBJECTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Organization", {"name": "Customer & Co", "code": "CUST"}),
    ("Person", {"name": "Caller", "first_name": "Carl", "org_id": 1, **REACHED, "picture": FILE}),
    ("Team", {"name": "Helpdesk", "org_id": 1}),
    (
        "UserRequest",
        {"org_id": 1, "caller_id": 1, "contacts_list": [{"contact_id": 1}, {"contact_id": 2}], **TICKET},
    ),
    ("Organization", {"name": "Branch", "code": "BR", "parent_id": 1}),
    ("Attachment", {"item_class": "UserRequest", "item_id": 1, "contents": FILE}),
    ("DocumentWeb", {"name": "Page", "org_id": 1, "url": "http://customer.example/?a=1&b=2"}),
    ("DocumentNote", {"name": "Note", "org_id": 1, "text": "<p>a <i>note</i></p>"}),
    ("Server", {"name": "S", "org_id": 1, "purchase_date": "2026-01-31", "managementip": "192.0.2.1"}),
    ("RemoteApplicationType", {"name": "iTop"}),
    ("RemoteApplicationConnection", {"name": "Sink", **ITOP}),
    ("RemoteiTopConnection", {"name": "Partner", **ITOP, "auth_user": "rest", "auth_pwd": "secret"}),
    ("TriggerOnObjectUpdate", {**ON_TICKETS, "target_attcodes": "title", "context": "REST/JSON, CRON"}),
    ("TriggerOnStateEnter", {**ON_TICKETS, "state": "assigned"}),
    ("ActionEmail", {**MAIL, "language": "EN US"}),
    ("GitHubOauth2Client", {"name": "App", "provider": "github", "client_id": "c", "client_secret": "secret"}),
)
ROWS: dict[str, dict[str, Any]] = {
    "AsyncSendEmail": {"subject": "s", "message": "a long text\nof two lines"},
    "EventWebService": {"message": "m", "verb": "v", "result": True},
    "BackgroundTask": {"class_name": "Task", "latest_run_duration": Decimal("1.50")},
    "UserLocal": {"login": "bob", "password": "hash"},
}


def _create(db: Database, session: Session, cls: str, **fields: Any) -> Record:
    draft = Draft.new(db, db.model[cls])
    write_fields(db, session, draft, fields)
    for _ in save(db, session, draft):
        pass
    return draft.record


if __name__ == "__main__":
    main()
