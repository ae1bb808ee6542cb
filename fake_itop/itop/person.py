"""What a person does at the console: acts on an object, makes one, downloads a file (docs/itop/webhooks.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_itop.access.login import find_user, open_session
from fake_itop.access.rights import Rights
from fake_itop.datamodel.attributes import (
    EMPTY_BLOB,
    Attribute,
    AttributeBlob,
    AttributeCaseLog,
    AttributeExternalKey,
    AttributeLinkedSet,
    PhpFatalError,
    ValueRefusedError,
)
from fake_itop.notifications import Notifier
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import FileDownloaded, Saving
from fake_itop.objects.lifecycle import make_transition, transition_for
from fake_itop.objects.logs import add_text
from fake_itop.objects.saving import save
from fake_itop.objects.session import CONSOLE, CONTEXTS, PORTAL, Session
from fake_itop.objects.writing import make_links
from fake_itop.store import Record
from fake_itop.values import messages, reasons
from fake_itop.values.http import Work
from fake_itop.values.php_types import to_int, to_str

ATTACHMENT = "Attachment"


def download(db: Database, record: Record, code: str) -> Saving[None]:
    """Hand out a file and count that; the event is about the object, or about the one that the attachment hangs on.

    Raises:
        ObjectError: the object has no such attribute, or no file there.
    """
    attribute = record.cls.attributes.get(code)
    if not isinstance(attribute, AttributeBlob):
        raise ObjectError(reasons.UnknownAttribute(code))
    if record[code] == EMPTY_BLOB:
        raise ObjectError(reasons.NoFile(code, record.cls.name, record.id))
    file = replace(record[code], downloads_count=record[code].downloads_count + 1)
    counted = record.with_values({code: file})
    db.store.put(counted)
    if not record.cls.is_a(ATTACHMENT):
        yield FileDownloaded(Draft(db, counted), file)
        return
    host = db.store.get(record["item_class"], record["item_id"]) if record["item_class"] in db.model else None
    if host is not None:
        yield FileDownloaded(Draft(db, host), file, counted)


PORTAL_ID = "itop-portal"
"""The portal that comes with iTop."""
NO_STIMULUS = "-"


@dataclass(frozen=True)
class ConsoleAct:
    """What a person does in the web console, on one object: sets fields, applies a stimulus (``-`` for none), saves.

    Values are set as the object holds them, without REST's look-ups; a stimulus that the state does not have is
    ignored (recordings' README). ``context`` is one of `CONTEXTS`: the tag of the console, of the portal, or of what
    else writes to objects; ``download`` the attribute whose file the person downloads then, if any.
    """

    login: str
    cls: str
    key: int | str
    stimulus: str = NO_STIMULUS
    fields: Mapping[str, Any] = field(default_factory=dict)
    context: str = CONSOLE
    download: str = ""

    def to_json(self) -> dict[str, Any]:
        """The act as the journal shows it."""
        names = {"login": self.login, "class": self.cls, "key": self.key, "stimulus": self.stimulus}
        elsewhere = {} if self.context == CONSOLE else {"context": self.context}
        downloading = {"download": self.download} if self.download else {}
        return {**names, "fields": dict(self.fields), **elsewhere, **downloading}


@dataclass(frozen=True)
class ConsoleCreation:
    """A new object that a person makes in the web console; values are set as by a `ConsoleAct`."""

    login: str
    cls: str
    fields: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The act as the journal shows it: one on an object that has no key yet."""
        names = {"login": self.login, "class": self.cls, "key": None, "stimulus": NO_STIMULUS}
        return {**names, "fields": dict(self.fields)}


@dataclass(frozen=True)
class ConsoleReply:
    """What a person at the console sees of what they did: the object's state then, and an error or nothing."""

    state: str
    error: str


@dataclass(frozen=True)
class CreationReply:
    """What a person at the console sees of what they made: the new object's id (0 for none), and an error if any."""

    key: int
    error: str


def perform(db: Database, notifier: Notifier, act: ConsoleAct) -> Work[ConsoleReply]:
    """Let a person act.

    Raises:
        ValueError: there is no such context.
    """
    if act.context not in CONTEXTS:
        raise ValueError(f"context {act.context!r}; there is {', '.join(CONTEXTS)}")
    user = find_user(db, act.login)
    if user is None:
        return ConsoleReply("", f"no user '{act.login}'")
    record = db.store.get(act.cls, to_int(act.key)) if act.cls in db.model else None
    if record is None:
        return ConsoleReply("", messages.NO_SUCH_OBJECT)
    session = _session(db, user, act.context)
    draft = Draft(db, record)
    error = yield from _carry_out(db, notifier, session, draft, act.fields, _go(db, session, draft, act))
    return ConsoleReply(_state(db, draft), error)


def create(db: Database, notifier: Notifier, act: ConsoleCreation) -> Work[CreationReply]:
    """Let a person make an object."""
    user = find_user(db, act.login)
    if user is None:
        return CreationReply(0, f"no user '{act.login}'")
    meta = db.model.classes.get(act.cls)
    if meta is None or meta.abstract:
        return CreationReply(0, f"no class of objects '{act.cls}'")
    draft = Draft.new(db, meta)
    session = _session(db, user, CONSOLE)
    error = yield from _carry_out(db, notifier, session, draft, act.fields, save(db, session, draft))
    return CreationReply(max(draft.id, 0), error)


def _session(db: Database, user: Record, context: str) -> Session:
    session = open_session(db, user, Rights(db, user), tag=context, origin="interactive")
    if context == PORTAL:
        session.tags.append(f"Portal:{PORTAL_ID}")
    return session


def _carry_out(  # noqa: PLR0917 - what it takes to write
    db: Database,
    notifier: Notifier,
    session: Session,
    draft: Draft,
    fields: Mapping[str, Any],
    saving: Saving[None],
) -> Work[str]:
    """Set the fields, and write; gives why that was refused, or an empty text."""
    try:
        _set_fields(db, session, draft, fields)
        yield from notifier.drive(session, saving)
    except (ObjectError, ValueRefusedError) as refused:
        return refused.message
    except PhpFatalError as broken:
        return messages.breaks_on(str(broken))
    return ""


def _go(db: Database, session: Session, draft: Draft, act: ConsoleAct) -> Saving[None]:
    transition = transition_for(draft, act.stimulus) if act.stimulus != NO_STIMULUS else None
    if transition is not None:
        yield from make_transition(db, session, draft, transition)
    else:
        yield from save(db, session, draft)
    if act.download:
        yield from download(db, draft.record, act.download)


def _state(db: Database, draft: Draft) -> str:
    stored = db.store.get(draft.cls.name, draft.id)
    state = draft.cls.state_attribute
    return to_str(stored[state]) if stored is not None and state is not None else ""


def _set_fields(db: Database, session: Session, draft: Draft, fields: Mapping[str, Any]) -> None:
    for code, raw in fields.items():
        attribute = draft.cls.attributes.get(code)
        if attribute is None:
            raise ObjectError(reasons.UnknownAttribute(code))
        _set(db, session, draft, attribute, raw)


def _set(db: Database, session: Session, draft: Draft, attribute: Attribute, raw: Any) -> None:
    match attribute:
        case AttributeLinkedSet():
            draft.links[attribute.code] = make_links(db, session, attribute, raw)
        case AttributeExternalKey():
            draft.set(attribute.code, to_int(raw))
        case AttributeCaseLog():
            draft.set(attribute.code, add_text(db, session, draft.get(attribute.code), to_str(raw)))
        case _ if attribute.stored and attribute.writable:
            draft.set(attribute.code, attribute.accept(raw))
        case _:
            raise ObjectError(reasons.ReadOnly(draft.cls.name, attribute.code))
