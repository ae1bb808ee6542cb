"""A journal, read for what happened: who began what, which entries were written and which arrived, which tickets
belong together. It is the ground that all checkers stand on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from fake_itop.history.rows import Row
from fake_itop.history.terms import Place, Terms, of_tutorial
from fake_itop.history.texts import carries, plain
from fake_itop.history.writes import Ticket, Write, writes_of

ALIKE = 0.6
"""From which share of common letters on a text is taken for another that was changed on its way."""


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

    def of(self, ours: bool) -> int:
        """Our ticket, or the partner's."""
        return self.ours if ours else self.partner


class History:
    """What happened in a journal."""

    def __init__(self, rows: Iterable[Row], terms: Terms | None = None) -> None:
        self.rows = list(rows)
        self.terms = terms or of_tutorial()
        self._by_seq = {row.seq: row for row in self.rows}
        self._by_kind: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self._by_kind[row.kind].append(row)

    def row(self, seq: int | None) -> Row | None:
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

    def of_kind(self, kind: str) -> Sequence[Row]:
        return self._by_kind.get(kind, ())

    def looks_into(self, instance: str) -> bool:
        """Whether the writes of an instance were noted: then what was not noted did not happen."""
        return instance in self._looked_into

    @cached_property
    def _looked_into(self) -> frozenset[str]:
        return frozenset(row.instance for row in self.of_kind("write"))

    @cached_property
    def writes(self) -> list[Write]:
        """All writes of tickets, and what answers showed of them."""
        return list(writes_of(self.rows, self.terms, self._looked_into))

    # Entries

    @cached_property
    def written(self) -> list[Entry]:
        """Entries that persons wrote."""
        return [entry for write in self.writes if write.by_person for entry in _entries(write)]

    @cached_property
    def distinct(self) -> list[Entry]:
        """The entries that persons wrote, each text of a log once."""
        first: dict[object, Entry] = {}
        for entry in self.written:
            first.setdefault((entry.place, entry.key, entry.text), entry)
        return list(first.values())

    @cached_property
    def arrived(self) -> list[Entry]:
        """Entries that webhooks, callbacks, or the background tasks brought."""
        return [entry for write in self.writes if not write.by_person for entry in _entries(write)]

    @cached_property
    def _copies(self) -> Mapping[Entry, list[Entry]]:
        copies: dict[Entry, list[Entry]] = defaultdict(list)
        strange = []
        for copy in self.arrived:
            origins = self.origins(copy)
            for entry in origins:
                copies[entry].append(copy)
            if not origins:
                strange.append(copy)
        for copy in strange:
            for entry in self._altered(copy):
                copies[entry] = copies[entry] or [copy]
        return copies

    def copies(self, entry: Entry) -> list[Entry]:
        """All that an entry of a person's has become, wherever."""
        return self._copies.get(entry, [])

    def arrivals(self, entry: Entry) -> list[Entry]:
        """What an entry has become on the other side, in the log and ticket where it belongs."""
        place = self.terms.routes.get(entry.place)
        keys = self.counterparts(entry.place, entry.key)
        return [copy for copy in self.copies(entry) if copy.place == place and copy.key in keys]

    def origins(self, copy: Entry) -> list[Entry]:
        """Of which entries of persons something that arrived is made.

        What one person writes may hold what another wrote before, so the longest text counts; of several with the same
        text, the one by whose writing the copy came about, then the one that belongs there.
        """
        held = [entry for entry in self.distinct if entry.seq < copy.seq and carries(copy.text, entry.text)]
        same = [entry for entry in held if entry.text == copy.text]
        if same:
            here = [entry for entry in same if self.terms.routes.get(entry.place) == copy.place]
            return [entry for entry in same if self._began(entry) == self._began(copy)] or here or same
        if held:
            return [entry for entry in held if not any(_is_within(entry, other) for other in held)]
        return []

    def _altered(self, copy: Entry) -> Iterator[Entry]:
        """The entries that a text resembles, and whose writing brought it."""
        for entry in self.distinct:
            belongs = self.terms.routes.get(entry.place) == copy.place and self._began(entry) == self._began(copy)
            if belongs and SequenceMatcher(None, entry.text, copy.text, autojunk=False).ratio() >= ALIKE:
                yield entry

    def _began(self, entry: Entry) -> int | None:
        row = self.row(entry.cause)
        return None if row is None else self.root(row).seq

    # Tickets

    @cached_property
    def transfers(self) -> list[Transfer]:
        """Which tickets of the partner's came of ours, in order."""
        made = (write for write in self.writes if write.event == "created" and not write.by_person)
        found = (self._transfer(write) for write in made if write.instance == self.terms.partner)
        return [transfer for transfer in found if transfer is not None]

    def _transfer(self, write: Write) -> Transfer | None:
        began = self.root(self._by_seq[write.seq])
        key = began.what.get("key") if began.instance == self.terms.ours else None
        ours = str(key or write.values.get(self.terms.tickets[self.terms.partner].remote_id, ""))
        return Transfer(int(ours), write.key, write.seq) if ours.isdecimal() else None

    @cached_property
    def transferred(self) -> Mapping[int, int]:
        """When each of our tickets first went to the partner, by its key: the number of that write."""
        first: dict[int, int] = {}
        for write in self.writes:
            if write.instance == self.terms.ours and self.state_in(write) in self.terms.transferred:
                first.setdefault(write.key, write.seq)
        return first

    def counterparts(self, place: Place, key: int) -> set[int]:
        """The tickets on the other side that belong to one."""
        if place[0] == self.terms.ours:
            return {transfer.partner for transfer in self.transfers if transfer.ours == key}
        return {transfer.ours for transfer in self.transfers if transfer.partner == key}

    def is_shared(self, entry: Entry) -> bool:
        """Whether an entry is one that the other side is to have: of a log with a route, after the transfer."""
        if entry.place not in self.terms.routes or not self.is_sent(entry.place, entry.key, entry.seq):
            return False
        if entry.place[0] == self.terms.ours:
            return entry.seq >= self.transferred.get(entry.key, entry.seq + 1)
        return bool(self.counterparts(entry.place, entry.key))

    def is_sent(self, place: Place, key: int, seq: int) -> bool:
        """Whether what is written there at a moment is sent at all, as far as the ticket's state decides."""
        states = self.terms.within.get(place)
        return states is None or self.state_at(place[0], key, seq) in states

    def state_in(self, write: Write) -> str:
        """The state that a write brings a ticket to, empty if it leaves it."""
        return write.values.get(self.terms.tickets[write.instance].state, "")

    @cached_property
    def _by_ticket(self) -> Mapping[Ticket, list[Write]]:
        found: dict[Ticket, list[Write]] = defaultdict(list)
        for write in self.writes:
            found[write.instance, write.key].append(write)
        return found

    def of_ticket(self, instance: str, key: int) -> Sequence[Write]:
        return self._by_ticket.get((instance, key), ())

    def state_at(self, instance: str, key: int, seq: int) -> str:
        """The state of a ticket at a moment, empty if nothing told."""
        state, code = "", self.terms.tickets[instance].state
        for write in self.of_ticket(instance, key):
            if code in write.values:
                if write.seq > seq:
                    return state or write.before.get(code, "")
                state = write.values[code]
        return state

    def value_at_end(self, instance: str, key: int, code: str) -> str | None:
        """The value that a ticket has at the end, ``None`` if nothing told."""
        writes = reversed(self.of_ticket(instance, key))
        return next((write.values[code] for write in writes if code in write.values), None)


def _entries(write: Write) -> Iterator[Entry]:
    for code, texts in write.entries.items():
        for text in texts:
            if words := plain(text):
                yield Entry(words, (write.instance, code), write.key, write.seq, write.cause)


def _is_within(entry: Entry, other: Entry) -> bool:
    return len(entry.text) < len(other.text) and carries(other.text, entry.text)
