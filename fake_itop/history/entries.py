"""Promises about the entries that persons write into the two logs which mirror each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fake_itop.history.history import Entry, History
from fake_itop.history.violation import Finding


def lost(history: History) -> Iterator[Finding]:
    """Entries that the other side never got."""
    for entry in _distinct(history):
        if history.is_shared(entry) and not history.arrivals(entry):
            where = history.terms.routes[entry.place]
            yield Finding(f"{_told(entry)} never arrived in {_place(where)}", (entry.seq,))


def twice(history: History) -> Iterator[Finding]:
    """Entries that the other side got more often than they were written.

    A copy that came back from an echo of itself is the echo's fault, and counted there.
    """
    for entry in _distinct(history):
        copies = [copy for copy in history.arrivals(entry) if not _rebounded(history, entry, copy)]
        keys = {copy.key for copy in copies}
        written = sum(each.text == entry.text and each.place == entry.place for each in history.written)
        for key in sorted(keys):
            here = [copy.seq for copy in copies if copy.key == key]
            if len(here) > written:
                yield Finding(f"{_told(entry)} arrived {len(here)} times", (entry.seq, *here))


def echo(history: History) -> Iterator[Finding]:
    """Entries that came back to the instance where they were written."""
    for entry in _distinct(history):
        for copy in history.arrived:
            if copy.place[0] == entry.place[0] and entry.text in copy.text and entry.place in history.terms.routes:
                yield Finding(f"{_told(entry)} came back into {_place(copy.place)}", (entry.seq, copy.seq))
                break


def order(history: History) -> Iterator[Finding]:
    """Entries of one log that arrived in another order."""
    for place in history.terms.routes:
        entries = [entry for entry in _distinct(history) if entry.place == place]
        first = [(entry, arrivals[0]) for entry in entries if (arrivals := history.arrivals(entry))]
        for (earlier, one), (later, other) in pairwise(first):
            if other.seq < one.seq:
                yield Finding(f"{_told(later)} arrived before {_told(earlier)}", (other.seq, one.seq))


def intact(history: History) -> Iterator[Finding]:
    """Entries that arrived with something else mixed in."""
    for entry in _distinct(history):
        for copy in history.arrivals(entry):
            if copy.text != entry.text:
                yield Finding(f"{_told(entry)} arrived as {copy.text!r}", (entry.seq, copy.seq))
                break


def _distinct(history: History) -> list[Entry]:
    """The entries that persons wrote, each text of a log once."""
    return list({(entry.place, entry.key, entry.text): entry for entry in reversed(history.written)}.values())[::-1]


def _rebounded(history: History, entry: Entry, copy: Entry) -> bool:
    """Whether a copy was caused by an earlier one that webhooks had brought."""
    causes = {row.seq for row in history.chain(history.row(copy.cause))} - {copy.cause}
    return any(each.cause in causes and entry.text in each.text for each in history.arrived)


def _told(entry: Entry) -> str:
    return f"{entry.text!r} (written in {_place(entry.place)})"


def _place(place: tuple[str, str]) -> str:
    return f"{place[0]}'s {place[1]}"
