"""A journal, read for what happened: who began what, which entries were written and which arrived, which tickets belong
together. It is the ground that all checkers stand on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fake_itop.history.rows import Row
from fake_itop.history.terms import Place, Terms


@dataclass(frozen=True, slots=True)
class Write:
    """An object was written; ``by_person`` if whoever began it did it directly, and no webhook on their behalf."""

    seq: int
    instance: str
    key: int
    event: str
    values: Mapping[str, str]
    before: Mapping[str, str]
    entries: Mapping[str, list[str]]
    cause: int | None
    by_person: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a log: its text with single blanks, where it is, and the write that put it there."""

    text: str
    place: Place
    key: int
    seq: int
    cause: int | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A ticket of the partner's that a webhook of ours made, and our ticket of which it was made."""

    ours: int
    partner: int
    seq: int


class History:
    """What happened in a journal."""

    def __init__(self, rows: Iterable[Row], terms: Terms | None = None) -> None:
        self.rows = list(rows)
        self.terms = terms or Terms()
        self._by_seq = {row.seq: row for row in self.rows}

    def row(self, seq: int | None) -> Row | None:
        """The row of that number."""
        return None if seq is None else self._by_seq.get(seq)

    def chain(self, row: Row | None) -> Iterator[Row]:
        """A row, what caused it, what caused that, and so on."""
        while row is not None:
            yield row
            row = self.row(row.cause)

    def root(self, row: Row) -> Row:
        """Where a row began."""
        *_, last = self.chain(row)
        return last

    def of_kind(self, kind: str) -> Iterator[Row]:
        """The rows of a kind."""
        return (row for row in self.rows if row.kind == kind)

    @cached_property
    def writes(self) -> list[Write]:
        """All writes of tickets."""
        cls = self.terms.cls
        return [self._write(row) for row in self.of_kind("write") if row.what.get("class") == cls]

    def _write(self, row: Row) -> Write:
        cause = self.row(row.cause)
        by_person = cause is not None and cause.is_from_outside and cause.kind != "cron"
        what: Mapping[str, Any] = row.what
        values, before, entries = what.get("values", {}), what.get("before", {}), what.get("entries", {})
        return Write(
            row.seq, row.instance, int(what["key"]), what["event"], values, before, entries, row.cause, by_person
        )

    @cached_property
    def written(self) -> list[Entry]:
        """Entries that persons wrote."""
        return [entry for write in self.writes if write.by_person for entry in _entries(write)]

    @cached_property
    def arrived(self) -> list[Entry]:
        """Entries that webhooks, or the background tasks, brought."""
        return [entry for write in self.writes if not write.by_person for entry in _entries(write)]

    @cached_property
    def transfers(self) -> list[Transfer]:
        """Which tickets of the partner's came of ours, in order."""
        made = (write for write in self.writes if write.event == "created" and not write.by_person)
        found = (self._transfer(write) for write in made if write.instance == self.terms.partner)
        return [transfer for transfer in found if transfer is not None]

    def _transfer(self, write: Write) -> Transfer | None:
        began = self.root(self._by_seq[write.seq])
        key = began.what.get("key") if began.instance == self.terms.ours else None
        ours = key or write.values.get(self.terms.remote_id)
        return Transfer(int(ours), write.key, write.seq) if ours else None

    @cached_property
    def transferred(self) -> Mapping[int, int]:
        """When each of our tickets first went to the partner, by its key: the number of that write."""
        first: dict[int, int] = {}
        for write in self.writes:
            if write.instance == self.terms.ours and write.values.get(self.terms.state) == self.terms.transferred:
                first.setdefault(write.key, write.seq)
        return first

    def counterparts(self, place: Place, key: int) -> set[int]:
        """The tickets on the other side that belong to one."""
        if place[0] == self.terms.ours:
            return {transfer.partner for transfer in self.transfers if transfer.ours == key}
        return {transfer.ours for transfer in self.transfers if transfer.partner == key}

    def is_shared(self, entry: Entry) -> bool:
        """Whether an entry is one that the other side is to have: of a log with a route, after the transfer."""
        if entry.place not in self.terms.routes:
            return False
        if entry.place[0] == self.terms.ours:
            return entry.seq >= self.transferred.get(entry.key, entry.seq + 1)
        return bool(self.counterparts(entry.place, entry.key))

    def arrivals(self, entry: Entry) -> list[Entry]:
        """Where the text of an entry turned up on the other side, in its log and ticket."""
        place = self.terms.routes.get(entry.place)
        keys = self.counterparts(entry.place, entry.key)
        return [each for each in self.arrived if each.place == place and each.key in keys and entry.text in each.text]

    def state_at(self, instance: str, key: int, seq: int) -> str:
        """The state of a ticket at a moment, empty if nothing told."""
        state = ""
        for write in self.writes:
            if write.instance == instance and write.key == key and self.terms.state in write.values:
                if write.seq > seq:
                    return state or write.before.get(self.terms.state, "")
                state = write.values[self.terms.state]
        return state

    def value_at_end(self, instance: str, key: int, code: str) -> str:
        """The value that a ticket has at the end, empty if nothing told."""
        return next(
            (
                w.values[code]
                for w in reversed(self.writes)
                if w.instance == instance and w.key == key and code in w.values
            ),
            "",
        )


def plain(text: str) -> str:
    """A text with single blanks: white space is no part of what somebody said."""
    return " ".join(text.split())


def _entries(write: Write) -> Iterator[Entry]:
    for code, texts in write.entries.items():
        for text in texts:
            yield Entry(plain(text), (write.instance, code), write.key, write.seq, write.cause)
