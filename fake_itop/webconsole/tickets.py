"""Tickets as the console shows them: in a list, and one with its logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from operator import attrgetter

from fake_itop.datamodel.attributes import (
    AttributeCaseLog,
    AttributeExternalField,
    AttributeLinkedSet,
    AttributeText,
    LogEntry,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.values.collation import fold
from fake_itop.values.html import to_text
from fake_itop.webconsole.desk import Seat
from fake_itop.webconsole.view import PASSAGE, Excerpt, line, passage

FAMILY = "Ticket"
LISTED = 50
"""Tickets in a list, the newest of them."""

ENTRIES = 30
"""Entries of a log on a page, the newest of them."""

FACTS = (
    "org_id",
    "caller_id",
    "team_id",
    "agent_id",
    "partner_id",
    REMOTE_ID,
    "request_type",
    "priority",
    "start_date",
    "resolution_date",
    "pending_reason",
)
"""What is told of a ticket at first sight, where its class has it and it is set."""

PROSE = ("description", "solution")

TONES = {
    "new": "fresh",
    "assigned": "active",
    "approved": "active",
    "resolved": "done",
    "closed": "over",
    "rejected": "over",
    "escalated_tto": "late",
    "escalated_ttr": "late",
}
"""How states look; whatever is not here waits for somebody."""


@dataclass(frozen=True)
class StateView:
    """A ticket's state: its name, and how it looks."""

    label: str
    tone: str


@dataclass(frozen=True)
class TicketRow:
    name: str
    ref: str
    title: str
    state: StateView
    who: str


@dataclass(frozen=True)
class EntryView:
    """An entry of a log; ``number`` counts from 1, the oldest."""

    number: int
    date: str
    author: str
    message: Excerpt


@dataclass(frozen=True)
class LogView:
    """A case log, the newest entry first; ``earlier`` entries are left out."""

    code: str
    label: str
    entries: list[EntryView]
    earlier: int
    is_open: bool


@dataclass(frozen=True)
class Prose:
    """A long text of a ticket."""

    code: str
    label: str
    text: Excerpt


@dataclass(frozen=True)
class StimulusView:
    """A way out of the ticket's state."""

    code: str
    label: str
    target: str


@dataclass(frozen=True)
class TicketView:
    """A ticket with all that the console shows of it."""

    row: TicketRow
    class_label: str
    facts: list[tuple[str, str]]
    prose: list[Prose]
    logs: list[LogView]
    stimuli: list[StimulusView]
    counterpart: str
    """The ticket of which it keeps the id, at the other side; empty for none."""
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class SearchResult:
    """The newest of the tickets that were looked for, how many there are in all, and what was wrong with the search."""

    rows: list[TicketRow]
    count: int
    error: str = ""


def found(seat: Seat, text: str) -> SearchResult:
    """The tickets that an OQL query finds, or those in whose ref or title a text stands; all for an empty text."""
    try:
        records = list(_looked_for(seat, text.strip()))
    except OqlError as error:
        return SearchResult([], 0, str(error))
    newest = nlargest(LISTED, records, key=attrgetter("id"))
    return SearchResult([row(seat, record) for record in newest], len(records))


def _looked_for(seat: Seat, text: str) -> Iterable[Record]:
    if text.upper().startswith("SELECT"):
        return [record for record in seat.db.engine.select(text) if record.cls.is_a(FAMILY)]
    records = seat.db.store.scan(FAMILY)
    if not text:
        return records
    wanted = fold(text)
    return (
        record for record in records if any(wanted in fold(str(_read(seat, record, code))) for code in ("ref", "title"))
    )


def makeable(seat: Seat) -> list[MetaClass]:
    """The classes of tickets that a person can make."""
    return [meta for meta in seat.db.model[FAMILY].descendants if not meta.abstract]


def find(seat: Seat, name: tuple[str, int] | None) -> Record | None:
    """The ticket of that class and id."""
    if name is None or name[0] not in seat.db.model or not seat.db.model[name[0]].is_a(FAMILY):
        return None
    return seat.db.store.get(*name)


def row(seat: Seat, record: Record) -> TicketRow:
    return TicketRow(
        name=f"{record.cls.name}::{record.id}",
        ref=line(_read(seat, record, "ref") or f"{record.cls.name}::{record.id}"),
        title=line(_read(seat, record, "title")),
        state=state(record),
        who=line(_read(seat, record, "agent_id_friendlyname") or _read(seat, record, "caller_id_friendlyname")),
    )


def state(record: Record) -> StateView:
    code = record.cls.state_attribute
    value = str(record[code]) if code is not None else ""
    return StateView(line(state_label(record.cls, value)), TONES.get(value, "waiting"))


def state_label(meta: MetaClass, value: str) -> str:
    """The name of a state of a class."""
    attribute = meta.attributes.get(meta.state_attribute or "")
    labels = getattr(attribute, "values", {})
    return str(labels.get(value, value))


def show(seat: Seat, record: Record, other: Seat | None) -> TicketView:
    """A ticket with all that the console shows of it."""
    return TicketView(
        row=row(seat, record),
        class_label=record.cls.label,
        facts=list(_facts(seat, record)),
        prose=list(_prose(seat, record)),
        logs=list(_logs(record)),
        stimuli=list(_stimuli(record)),
        counterpart=_counterpart(record, other),
        values=list(_values(seat, record)),
    )


def whole_text(seat: Seat, record: Record, code: str) -> str | None:
    """All of a long text or of a log, as text; ``None`` where there is no such attribute."""
    attribute = record.cls.attributes.get(code)
    if code in record.cls.logs:
        entries: tuple[LogEntry, ...] = record[code]
        return "\n\n".join(f"{entry.date} {entry.user_login}:\n{entry.plain}" for entry in entries)
    return as_text(seat, record, code) if isinstance(attribute, AttributeText) else None


def as_text(seat: Seat, record: Record, code: str) -> str:
    """A value as text: HTML loses its markup, a key shows the object that it points to."""
    attribute = record.cls.attributes[code]
    if code in record.cls.keys:
        return str(_read(seat, record, f"{code}_friendlyname") or "")
    value = seat.db.reader.read(record, code)
    if attribute.is_html:
        return to_text(value or "")
    labels = getattr(attribute, "values", {})
    shown = attribute.export(value)
    return str(labels.get(value, shown)) if isinstance(value, str) else str(shown if shown is not None else "")


def _read(seat: Seat, record: Record, code: str) -> object:
    value = seat.db.reader.read(record, code) if code in record.cls.attributes else None
    return "" if value is None else value


def _facts(seat: Seat, record: Record) -> Iterator[tuple[str, str]]:
    for code in FACTS:
        if code in record.cls.attributes:
            text = line(as_text(seat, record, code))
            if text and not (code == REMOTE_ID and text == "0"):
                yield record.cls.attributes[code].label, text


def _prose(seat: Seat, record: Record) -> Iterator[Prose]:
    for code in PROSE:
        if code in record.cls.attributes:
            text = as_text(seat, record, code)
            if text:
                yield Prose(code, record.cls.attributes[code].label, passage(text))


def _logs(record: Record) -> Iterator[LogView]:
    flags = _flags(record)
    for code, log in record.cls.logs.items():
        entries: tuple[LogEntry, ...] = record[code]
        shown = [_entry(number, entry) for number, entry in enumerate(entries, 1)][-ENTRIES:][::-1]
        closed = {"read_only", "hidden"} & flags.get(code, frozenset())
        yield LogView(code, log.label, shown, len(entries) - len(shown), is_open=not closed)


def _flags(record: Record) -> dict[str, frozenset[str]]:
    lifecycle = record.cls.lifecycle
    found = lifecycle.states.get(record[lifecycle.attribute]) if lifecycle is not None else None
    return dict(found.flags) if found is not None else {}


def _entry(number: int, entry: LogEntry) -> EntryView:
    return EntryView(number, entry.date, line(entry.user_login), passage(entry.plain, PASSAGE))


def _stimuli(record: Record) -> Iterator[StimulusView]:
    """Those that a person applies; others are the background tasks'."""
    lifecycle = record.cls.lifecycle
    found = lifecycle.states.get(record[lifecycle.attribute]) if lifecycle is not None else None
    if lifecycle is None or found is None:
        return
    for code, transition in found.transitions.items():
        stimulus = lifecycle.stimuli[code]
        if stimulus.type == "StimulusUserAction":
            yield StimulusView(code, line(stimulus.label), line(state_label(record.cls, transition.target)))


def _counterpart(record: Record, other: Seat | None) -> str:
    if other is None or REMOTE_ID not in record.cls.columns:
        return ""
    remote = other.db.store.get(FAMILY, record[REMOTE_ID] or 0)
    return f"{remote.cls.name}::{remote.id}" if remote is not None else ""


def _values(seat: Seat, record: Record) -> Iterator[tuple[str, str]]:
    """All that can be told in a line."""
    for code, attribute in record.cls.attributes.items():
        is_value = not isinstance(attribute, AttributeLinkedSet | AttributeCaseLog | AttributeExternalField)
        if is_value and not attribute.secret:
            yield code, line(as_text(seat, record, code))
