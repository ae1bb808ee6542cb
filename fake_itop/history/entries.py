"""Promises about the entries that persons write into the two logs which mirror each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from fake_itop.history.history import Entry, History
from fake_itop.history.rows import texts_in
from fake_itop.history.terms import Place
from fake_itop.history.texts import carries, of_html
from fake_itop.history.violation import Violation


def lost(history: History) -> Iterator[Violation]:
    """Entries that the other side never got."""
    for entry in history.distinct:
        if history.is_shared(entry) and not history.arrivals(entry) and not _is_under_way(history, entry):
            where = history.terms.routes[entry.place]
            yield Violation(f"{_told(entry)} never arrived in {_place(where)}", (entry.seq,))


def _is_under_way(history: History, entry: Entry) -> bool:
    sent = (row for row in history.of_kind("webhook") if row.is_under_way)
    return any(carries(of_html(text), entry.text) for row in sent for text in texts_in(row.asked))


def twice(history: History) -> Iterator[Violation]:
    """Entries that the other side got more often than they were written, and what becomes an entry there likewise.

    Where the surplus copies came about because earlier ones had arrived, an echo is to blame first of all.
    """
    for entry in history.distinct:
        written = sum(_is_same(each, entry) for each in history.written)
        for copies in _by_ticket(history.arrivals(entry)).values():
            if len(copies) > written:
                first_hand = [copy for copy in copies if not _rebounded(history, entry, copy)]
                seqs = (entry.seq, *(copy.seq for copy in copies))
                what = f"{_told(entry)} arrived {len(copies)} times"
                yield Violation(what, seqs, rank=0 if len(first_hand) > written else 1)
    yield from _notes_twice(history)


def _notes_twice(history: History) -> Iterator[Violation]:
    """Texts of persons' that became entries on the other side more often than they were given."""
    for (instance, code), place in history.terms.notes:
        given: dict[tuple[int, str], list[int]] = defaultdict(list)
        for write in history.writes:
            if write.by_person and write.instance == instance and write.values.get(code):
                given[write.key, of_html(write.values[code])].append(write.seq)
        for (key, text), seqs in given.items():
            known = history.counterparts((instance, code), key)
            here = (each for each in history.arrived if each.place == place and each.key in known)
            for copies in _by_ticket([each for each in here if each.text == text]).values():
                if len(copies) > len(seqs):
                    what = f"{text!r}, the {code} of {instance}, arrived {len(copies)} times"
                    yield Violation(what, (*seqs, *(copy.seq for copy in copies)), rank=1)


def _is_same(one: Entry, other: Entry) -> bool:
    return (one.text, one.place, one.key) == (other.text, other.place, other.key)


def _by_ticket(copies: list[Entry]) -> Mapping[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for copy in copies:
        found[copy.key].append(copy)
    return found


def _rebounded(history: History, entry: Entry, copy: Entry) -> bool:
    """Whether a copy was caused by an earlier one that webhooks had brought."""
    causes = {row.seq for row in history.chain(history.row(copy.cause))} - {copy.cause}
    return any(each.cause in causes for each in history.copies(entry))


def echo(history: History) -> Iterator[Violation]:
    """Entries that came back to the instance where they were written."""
    for entry in history.distinct:
        back = next((copy for copy in history.copies(entry) if copy.place[0] == entry.place[0]), None)
        if back is not None:
            yield Violation(f"{_told(entry)} came back into {_place(back.place)}", (entry.seq, back.seq))


def order(history: History) -> Iterator[Violation]:
    """Entries of one log that arrived in another order."""
    logs: dict[tuple[Place, int, int], list[tuple[Entry, Entry]]] = defaultdict(list)
    for entry in history.distinct:
        for key, copies in _by_ticket(history.arrivals(entry)).items():
            logs[entry.place, entry.key, key].append((entry, copies[0]))
    for both in logs.values():
        for (earlier, one), (later, other) in pairwise(both):
            if other.seq < one.seq:
                yield Violation(f"{_told(later)} arrived before {_told(earlier)}", (other.seq, one.seq))


def intact(history: History) -> Iterator[Violation]:
    """Entries that arrived with something else mixed in, or otherwise than they were written."""
    for entry in history.distinct:
        changed = next((copy for copy in history.arrivals(entry) if copy.text != entry.text), None)
        if changed is not None:
            yield Violation(f"{_told(entry)} arrived as {changed.text!r}", (entry.seq, changed.seq))


def _told(entry: Entry) -> str:
    return f"{entry.text!r} (written in {_place(entry.place)})"


def _place(place: Place) -> str:
    return f"{place[1]} of {place[0]}"
