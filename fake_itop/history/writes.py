"""The writes of tickets that a journal tells of.

A world that looks inside its instances notes each write. Real servers let nobody look inside: there, a write is told by
the message that asked for it and the answer that says it was done, and what a ticket holds by whatever an answer shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.history.rows import NOTHING, Row
from fake_itop.history.terms import Terms
from fake_itop.history.texts import of_html

Ticket = tuple[str, int]
"""An instance's name, and a key there."""

CREATE, UPDATE, STIMULUS = "core/create", "core/update", "core/apply_stimulus"


@dataclass(frozen=True, slots=True)
class Write:
    """A ticket was written, or (``event`` is ``shown``) an answer told what it holds.

    ``by_person`` if whoever began it did it directly: no webhook on their behalf, no background task, no callback.
    """

    seq: int
    instance: str
    key: int
    event: str
    values: Mapping[str, str]
    before: Mapping[str, str]
    entries: Mapping[str, list[str]]
    cause: int | None
    by_person: bool


def writes_of(rows: Iterable[Row], terms: Terms, looked_into: frozenset[str]) -> Iterator[Write]:
    """All writes, in order; ``looked_into`` are the instances whose writes were noted."""
    noted, told = _Noted(terms), _Told(terms)
    for row in rows:
        if row.instance in looked_into:
            yield from noted.read(row)
        else:
            yield from told.read(row)


@dataclass
class _Noted:
    """Reads the writes that were noted inside an instance."""

    terms: Terms
    _from_outside: dict[int, bool] = field(default_factory=dict)
    _called_back: set[tuple[int | None, int]] = field(default_factory=set)

    def read(self, row: Row) -> Iterator[Write]:
        if row.is_from_outside:
            self._from_outside[row.seq] = row.kind != "cron"
        elif row.kind == "callback":
            self._called_back.add((row.cause, int(row.what["key"])))
        elif row.kind == "write" and _is_ticket(self.terms, row):
            yield self._write(row)

    def _write(self, row: Row) -> Write:
        what = row.what
        key = int(what["key"])
        by_callback = (row.cause, key) in self._called_back
        self._called_back.discard((row.cause, key))
        by_person = not by_callback and row.cause is not None and self._from_outside.get(row.cause, False)
        values, before, entries = (what.get(part, NOTHING) for part in ("values", "before", "entries"))
        return Write(row.seq, row.instance, key, what["event"], values, before, entries, row.cause, by_person)


@dataclass
class _Told:
    """Reads the writes that messages and their answers tell of."""

    terms: Terms
    _states: dict[Ticket, str] = field(default_factory=dict)

    def read(self, row: Row) -> Iterator[Write]:
        if row.kind == "console" and _is_ticket(self.terms, row):
            yield from self._at_the_console(row)
        elif row.kind == "request" and row.answer.get("code") == 0:
            yield from self._over_rest(row)

    def _at_the_console(self, row: Row) -> Iterator[Write]:
        is_new = row.what.get("key") is None
        key = str((row.seen if is_new else row.what).get("key"))
        if key.isdecimal() and row.seen and not row.seen.get("error"):
            state = self.terms.tickets[row.instance].state
            fields = {**_object(row.what.get("fields")), state: row.seen.get("state", "")}
            yield self._write(row, int(key), "created" if is_new else "updated", fields)

    def _over_rest(self, row: Row) -> Iterator[Write]:
        asked, tickets = row.asked, self.terms.tickets.get(row.instance)
        if tickets is None:
            return
        event = {CREATE: "created", UPDATE: "updated", STIMULUS: "updated"}.get(str(asked.get("operation")), "shown")
        given = _object(asked.get("fields")) if event != "shown" else NOTHING
        state = {tickets.state: tickets.stimuli.get(str(asked.get("stimulus")), "")}
        for shown in map(_object, _object(row.answer.get("objects")).values()):
            key = str(shown.get("key"))
            if shown.get("class") == tickets.cls and shown.get("code") == 0 and key.isdecimal():
                after = {code: value for code, value in _object(shown.get("fields")).items() if _is_plain(value)}
                yield self._write(row, int(key), event, {**state, **after, **given})

    def _write(self, row: Row, key: int, event: str, fields: Mapping[str, Any]) -> Write:
        logs_of = self.terms.tickets[row.instance].logs
        logs = {code: texts for code in logs_of if (texts := _entries(fields.get(code)))}
        values = {code: str(value) for code, value in fields.items() if code not in logs_of and _is_plain(value)}
        before = self._changed_state((row.instance, key), event, values)
        by_person = row.cause is None
        return Write(
            row.seq, row.instance, key, event, values, before, {} if event == "shown" else logs, row.seq, by_person
        )

    def _changed_state(self, ticket: Ticket, event: str, values: dict[str, str]) -> Mapping[str, str]:
        """Keep the state only where it is another than before, which is given."""
        code = self.terms.tickets[ticket[0]].state
        known, now = self._states.get(ticket, ""), values.get(code, "")
        if now:
            self._states[ticket] = now
        if not now or (now == known and event != "shown"):
            values.pop(code, None)
            return NOTHING
        return {code: known} if known else NOTHING


def _is_ticket(terms: Terms, row: Row) -> bool:
    tickets = terms.tickets.get(row.instance)
    return tickets is not None and row.what.get("class") == tickets.cls


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else NOTHING


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _entries(value: object) -> list[str]:
    """The texts that a value adds to a log, in whichever of its forms it is given."""
    if isinstance(value, Mapping):
        items = [value["add_item"]] if "add_item" in value else value.get("items")
        texts = [str(_object(item).get("message", "")) for item in items] if isinstance(items, list) else []
    else:
        texts = [value] if isinstance(value, str) else []
    return [text for text in map(of_html, texts) if text]
