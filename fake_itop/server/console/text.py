"""Texts of others as the console shows them: as text, and no longer than a page can bear."""

from __future__ import annotations

from dataclasses import dataclass

LINE = 160
"""Letters of a title in a list."""

PASSAGE = 4000
"""Letters of a description, a log entry or a body on a page; the whole is one link away."""


@dataclass(frozen=True)
class Passage:
    """The beginning of a text, and how many letters were left out."""

    text: str
    left_out: int = 0


def passage(text: str, limit: int = PASSAGE) -> Passage:
    """As much of a text as fits."""
    return Passage(text) if len(text) <= limit else Passage(text[:limit], len(text) - limit)


def line(text: object) -> str:
    """A text in one line."""
    joined = " ".join(str(text)[: 4 * LINE].split())
    return joined if len(joined) <= LINE else f"{joined[: LINE - 1]}…"
