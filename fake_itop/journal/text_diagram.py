"""A journal as a sequence diagram in plain text: a line for each event, a column for each instance."""

from __future__ import annotations

from collections.abc import Sequence

from fake_itop.journal.events import WHOLE, Event, Sort, Telling, events, lanes
from fake_itop.journal.lines import JsonRow

WIDTH = 140
NARROWEST = 24
"""How many letters a lane has at least."""
LIFELINE = "|"


def text_diagram(rows: Sequence[JsonRow], telling: Telling = WHOLE, *, width: int = WIDTH) -> str:
    """The diagram, ``width`` letters wide or as much wider as its lanes need.

    In front of each event stand the number of its row in the journal, the row that caused it, and its depth: how many
    webhooks led to it.
    """
    happened = events(rows, telling)
    names = lanes(happened)
    if not names:
        return ""
    margin = len(_margin("row", "cause", "depth"))
    sheet = _Sheet(names, max(NARROWEST, (width - margin) // len(names)))
    head = _margin("row", "cause", "depth") + sheet.heading()
    return "\n".join([head, *(_numbers(event) + sheet.line(event) for event in happened)]) + "\n"


def _numbers(event: Event) -> str:
    cause = "" if event.cause is None else str(event.cause)
    is_end = event.sort in {Sort.ANSWER, Sort.FAILURE}
    return _margin("" if is_end else str(event.seq), "" if is_end else cause, "" if is_end else str(event.depth))


def _margin(seq: str, cause: str, depth: str) -> str:
    return f"{seq:>5} {cause:>5} {depth:>5}  "


class _Sheet:
    """Lines with a lifeline for each lane at every ``step`` letters."""

    def __init__(self, names: Sequence[str], step: int) -> None:
        self._at = {name: number * step for number, name in enumerate(names)}
        self._step = step

    def heading(self) -> str:
        return "".join(f"{name[: self._step - 1]:<{self._step}}" for name in self._at).rstrip()

    def line(self, event: Event) -> str:
        letters = list(" " * (self._step * len(self._at)))
        for at in self._at.values():
            letters[at] = LIFELINE
        if event.is_inside:
            self._write_inside(letters, event)
        else:
            self._draw_arrow(letters, event)
        return "".join(letters).rstrip()

    def _write_inside(self, letters: list[str], event: Event) -> None:
        at = self._at[event.lane]
        sign = "*" if event.sort is Sort.ACT else "!" if event.failed else "."
        letters[at] = sign
        self._put(letters, at + 2, _fitted(event.text, self._step - 3))

    def _draw_arrow(self, letters: list[str], event: Event) -> None:
        start, end = self._at[event.lane], self._at[event.to]
        left, right = sorted((start, end)) if start != end else (start, start + self._step - 1)
        dash = "-" if event.sort is Sort.CALL else "."
        text = f" {_fitted(event.text, right - left - 7)} "
        letters[left + 1 : right] = f"{dash * 2}{text:{dash}<{right - left - 3}}"
        if start <= end:
            letters[right - 1] = "x" if event.failed else ">"
        else:
            letters[left + 1] = "x" if event.failed else "<"

    @staticmethod
    def _put(letters: list[str], at: int, text: str) -> None:
        letters[at : at + len(text)] = text


def _fitted(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
