"""Draws an exchange as a sequence diagram of two lanes, in SVG that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fake_itop.transfer.exchange import Event, Sort

WIDTH = 960
LANES = {"ours": 240, "partner": 720}
TITLES = {"ours": "our iTop", "partner": "the partner's iTop"}
ROW = 34
TOP = 56
HEADLINE = 40
INK, PALE, RED = "#1f2933", "#9aa5b1", "#c81e1e"
NOTE_WIDTH = 440
LETTERS = 74
"""How many letters fit between the lanes, or into a note."""


def draw(chapters: Sequence[tuple[str, Sequence[Event]]]) -> str:
    """An ``svg`` element with the events of some chapters, below each other, each under its headline."""
    parts: list[str] = []
    y = TOP
    for headline, happened in chapters:
        y += HEADLINE
        parts.append(_text(WIDTH // 2, y - 12, headline, weight="bold"))
        for event in happened:
            parts.append(_event(event, y))
            y += ROW
    return _frame(parts, y + 16)


def _frame(parts: Sequence[str], height: int) -> str:
    lanes = [_lane(name, x, height) for name, x in LANES.items()]
    body = "\n".join([*lanes, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" font-family="system-ui, sans-serif" font-size="12">\n'
        "<title>What went over the wire between the two</title>\n"
        f'<defs><marker id="head" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        f'<path d="M0,0 L9,4 L0,8 z" fill="{INK}"/></marker></defs>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>'
    )


def _lane(name: str, x: int, height: int) -> str:
    line = f'<line x1="{x}" y1="36" x2="{x}" y2="{height - 8}" stroke="{PALE}" stroke-dasharray="2 4"/>'
    box = f'<rect x="{x - 90}" y="8" width="180" height="28" rx="6" fill="#e4e7eb" stroke="{PALE}"/>'
    return f"{line}\n{box}\n{_text(x, 27, TITLES[name], weight='bold')}"


def _event(event: Event, y: int) -> str:
    return _note(event, y) if event.sort is Sort.ACT else _arrow(event, y)


def _note(event: Event, y: int) -> str:
    x = LANES[event.lane]
    corner = f'x="{x - NOTE_WIDTH // 2}" y="{y}"'
    box = f'<rect {corner} width="{NOTE_WIDTH}" height="24" rx="4" fill="#fffbe6" stroke="{PALE}"/>'
    return f"{box}\n{_text(x, y + 16, event.text)}"


def _arrow(event: Event, y: int) -> str:
    start, end = LANES[event.lane], LANES[event.to]
    dashes = "" if event.sort is Sort.CALL else ' stroke-dasharray="6 4"'
    colour = RED if event.failed else INK
    line = (
        f'<line x1="{start}" y1="{y + 22}" x2="{end}" y2="{y + 22}" stroke="{colour}"{dashes} marker-end="url(#head)"/>'
    )
    return f"{line}\n{_text(WIDTH // 2, y + 16, event.text, colour=colour)}"


def _text(x: int, y: int, text: str, *, colour: str = INK, weight: str = "normal") -> str:
    short = text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
    whole = f"<title>{escape(text)}</title>" if short != text else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" fill="{colour}" font-weight="{weight}">'
        f"{whole}{escape(short)}</text>"
    )
