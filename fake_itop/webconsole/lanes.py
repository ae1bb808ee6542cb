"""The exchange as the console draws it: a lane for each instance, and what goes from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fake_itop.integration.exchange import MESSAGES, NOTES
from fake_itop.journal import Event, KeptRow, Message, Sort, Telling, events, is_read, said
from fake_itop.webconsole.desk import ELSEWHERE, Desk
from fake_itop.webconsole.view import line

SHOWN = 240
"""Messages that the diagram goes back, at most."""


@dataclass(frozen=True)
class Lane:
    """A lane: an instance, or everybody else."""

    name: str
    title: str


@dataclass(frozen=True)
class DiagramItem:
    """Something in the diagram: an act in one lane, or an arrow between two. Lanes are counted from 1."""

    seq: int
    sort: str
    text: str
    lead: str
    """From where to where, in words, for those who do not see the diagram."""
    start: int
    end: int
    is_failure: bool
    is_waiting: bool
    is_first: bool
    time: str
    depth: int


@dataclass(frozen=True)
class Diagram:
    """The lanes and the latest steps; ``earlier`` messages are left out, and so many calls that only ``reads``."""

    lanes: list[Lane]
    steps: list[DiagramItem]
    earlier: int
    reads: int


class Rows:
    """The latest messages as the journal shows them, kept from page to page: masking long bodies takes its time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, bool], tuple[Message, KeptRow]] = {}

    def of(self, messages: Sequence[Message]) -> list[KeptRow]:
        """The rows of some messages, which are all that is kept."""
        kept = self._kept
        self._kept = {}
        for message in messages:
            key = (message.seq, message.reply is None)
            known = kept.get(key)
            row = known[1] if known is not None and known[0] is message else KeptRow(message.to_json())
            self._kept[key] = (message, row)
        return [row for _, row in self._kept.values()]


def diagram(desk: Desk, known: Rows, *, with_reads: bool) -> Diagram:
    """The exchange so far."""
    journal = desk.traffic.journal
    rows = known.of(journal.latest(SHOWN))
    hidden = (lambda _: False) if with_reads else is_read
    outside = ELSEWHERE if len(desk.seats) == 1 else ""
    happened = events(rows, Telling(lambda row: desk.lane_of(row["url"]), hidden, MESSAGES | NOTES, outside))
    lanes = _lanes(desk, happened)
    by_seq = {row["seq"]: row for row in rows}
    steps = [_step(event, by_seq[event.seq], lanes) for event in happened]
    reads = sum(map(is_read, rows))
    return Diagram(lanes, steps, len(journal) - len(rows) + journal.dropped, reads)


def _lanes(desk: Desk, happened: list[Event]) -> list[Lane]:
    lanes = [Lane(seat.name, seat.title) for seat in desk.seats.values()]
    if len(lanes) == 1 or any(ELSEWHERE in (event.lane, event.to) for event in happened):
        lanes.append(Lane(ELSEWHERE, "Elsewhere"))
    return lanes


def _step(event: Event, row: dict[str, Any], lanes: list[Lane]) -> DiagramItem:
    names = [lane.name for lane in lanes]
    waiting = row["reply"] is None and event.sort is not Sort.NOTE
    problem = _problem(row) if event.sort is Sort.ACT else ""
    text = line(f"{event.text} — {problem}" if problem else event.text)
    return DiagramItem(
        seq=event.seq,
        sort=str(event.sort),
        text=text,
        lead=_lead(event, lanes),
        start=names.index(event.lane) + 1,
        end=names.index(event.to) + 1,
        is_failure=(event.failed and not waiting) or bool(problem),
        is_waiting=waiting and event.sort is not Sort.CALL,
        is_first=row["cause"] is None and event.sort in (Sort.ACT, Sort.CALL),
        time=row["time"][11:19],
        depth=row["depth"],
    )


def _problem(row: dict[str, Any]) -> str:
    """What went wrong with an act or with a call from outside."""
    reply = row["reply"]
    if reply is None:
        return ""
    if "status" in reply:
        text, failed = said(reply)
        return text if failed else ""
    return str(reply.get("error") or "")


def _lead(event: Event, lanes: list[Lane]) -> str:
    title = {lane.name: lane.title for lane in lanes}
    here, there = title[event.lane], title[event.to]
    match event.sort:
        case Sort.ACT | Sort.NOTE:
            return f"At {here}"
        case Sort.CALL:
            return f"From {here} to {there}"
        case Sort.ANSWER:
            return f"Answer from {here} to {there}"
        case _:
            return f"No answer from {here} to {there}"
