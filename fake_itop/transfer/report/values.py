"""Values as people read them."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    """A value in one line: case logs by their entries, an empty one as a dash."""
    if isinstance(value, dict) and "entries" in value:
        value = [f"{entry['user_login']}: {entry['message']}" for entry in value["entries"]]
    if isinstance(value, list):
        return _list([" ".join(str(each).split()) for each in value])
    return " ".join(str(value).split()) or "-"


def _list(texts: list[str]) -> str:
    """Entries that repeat in a row are told once, and counted: a ping-pong writes many."""
    told: list[tuple[str, int]] = []
    for text in texts:
        if told and told[-1][0] == text:
            told[-1] = (text, told[-1][1] + 1)
        else:
            told.append((text, 1))
    return " | ".join(text if times == 1 else f"{text} ({times} times)" for text, times in told) or "-"
