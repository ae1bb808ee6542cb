"""A journal as a sequence diagram in plain text: a line for each event, a column for each instance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from fake_itop.journal.events import WHOLE, Event, Sort, Telling, cycles, events, lanes
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


LANE = 480
ROW = 34
TOP = 56
HEADLINE = 40
INK, PALE, RED, GREY = "#1f2933", "#9aa5b1", "#c81e1e", "#52606d"
NOTE_WIDTH = 440
LETTERS = 74
"""How many letters fit between two lanes, or into a note."""

TUTORIAL: Mapping[str, str] = {"ours": "our iTop", "partner": "the partner's iTop"}

Chapter = tuple[str, Sequence[Event]]


def draw(chapters: Sequence[Chapter], titles: Mapping[str, str] = TUTORIAL, *, numbered: bool = False) -> str:
    """An ``svg`` element with the events of some chapters, below each other, each under its headline.

    ``titles`` say how lanes are called. Those of the titles are always there while no others are. ``numbered`` events
    begin with the number of their row in the journal.
    """
    return _Drawing(_places(chapters, titles), titles, numbered).svg(chapters)


def _places(chapters: Sequence[Chapter], titles: Mapping[str, str]) -> dict[str, int]:
    found = lanes([event for _, happened in chapters for event in happened])
    names = list(titles) if set(found) <= set(titles) else found
    return {name: LANE // 2 + LANE * number for number, name in enumerate(names)}


class _Drawing:
    def __init__(self, places: Mapping[str, int], titles: Mapping[str, str], numbered: bool) -> None:
        self._places = places
        self._titles = titles
        self._numbered = numbered
        self._width = LANE * len(places)

    def svg(self, chapters: Sequence[Chapter]) -> str:
        parts: list[str] = []
        y = TOP
        for headline, happened in chapters:
            y += HEADLINE
            parts.append(_text(self._width // 2, y - 12, headline, weight="bold"))
            for event in happened:
                parts.append(self._event(event, y))
                y += ROW
        return self._frame(parts, y + 16)

    def _frame(self, parts: Sequence[str], height: int) -> str:
        width = self._width
        body = "\n".join([*(self._lane(name, x, height) for name, x in self._places.items()), *parts])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" font-family="system-ui, sans-serif" font-size="12">\n'
            "<title>What went over the wire between the two</title>\n"
            f'<defs><marker id="head" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
            f'<path d="M0,0 L9,4 L0,8 z" fill="{INK}"/></marker></defs>\n'
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>'
        )

    def _lane(self, name: str, x: int, height: int) -> str:
        line = f'<line x1="{x}" y1="36" x2="{x}" y2="{height - 8}" stroke="{PALE}" stroke-dasharray="2 4"/>'
        box = f'<rect x="{x - 90}" y="8" width="180" height="28" rx="6" fill="#e4e7eb" stroke="{PALE}"/>'
        return f"{line}\n{box}\n{_text(x, 27, self._titles.get(name, name), weight='bold')}"

    def _event(self, event: Event, y: int) -> str:
        text = f"{event.seq}: {event.text}" if self._numbered and event.sort in _BEGINNINGS else event.text
        return self._note(event, text, y) if event.is_inside else self._arrow(event, text, y)

    def _note(self, event: Event, text: str, y: int) -> str:
        x = self._places[event.lane]
        corner = f'x="{x - NOTE_WIDTH // 2}" y="{y}"'
        fill = "#fffbe6" if event.sort is Sort.ACT else "#ffffff"
        box = f'<rect {corner} width="{NOTE_WIDTH}" height="24" rx="4" fill="{fill}" stroke="{PALE}"/>'
        colour = RED if event.failed else INK if event.sort is Sort.ACT else GREY
        return f"{box}\n{_text(x, y + 16, text, colour=colour)}"

    def _arrow(self, event: Event, text: str, y: int) -> str:
        start, end = self._places[event.lane], self._places[event.to]
        dashes = "" if event.sort is Sort.CALL else ' stroke-dasharray="6 4"'
        colour = RED if event.failed else INK
        line = (
            f'<line x1="{start}" y1="{y + 22}" x2="{end}" y2="{y + 22}" stroke="{colour}"{dashes} '
            f'marker-end="url(#head)"/>'
        )
        return f"{line}\n{_text((start + end) // 2, y + 16, text, colour=colour)}"


_BEGINNINGS = frozenset({Sort.ACT, Sort.CALL, Sort.NOTE})
"""Events that a row begins with; its answer has no number of its own."""


def _text(x: int, y: int, text: str, *, colour: str = INK, weight: str = "normal") -> str:
    short = text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
    whole = f"<title>{escape(text)}</title>" if short != text else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" fill="{colour}" font-weight="{weight}">'
        f"{whole}{escape(short)}</text>"
    )


def page(rows: Sequence[JsonRow], title: str = "What happened", remarks: Sequence[str] = ()) -> str:
    """The page, in itself complete; all values are shown as text, and secrets stay masked as in the journal.

    ``remarks`` stand above the diagram: what a checker found, how to repeat it, ...
    """
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415 - a server that draws nothing starts without it
    from markupsafe import Markup  # noqa: PLC0415 - likewise

    environment = Environment(loader=PackageLoader("fake_itop.journal", "."), autoescape=True)
    drawing = draw([(title, events(rows))], numbered=True)
    return environment.get_template("page.html.j2").render(
        title=title,
        remarks=[*remarks, *cycles(rows)],
        drawing=Markup(drawing),  # noqa: S704 - all texts in it are escaped where they are drawn
        rows=[{**row, "whole": json.dumps(row, indent=2, ensure_ascii=False)} for row in rows],
    )
