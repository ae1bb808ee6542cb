"""On which line of a TOML text something stands: the reader of the standard library does not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*\[(?P<many>\[)?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*(?P<name>(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, from 1, of what a path leads to; of what is around it where that is not on a line of its own."""
    best, line = 0, 1
    for number, place in _places(text):
        common = _common(place, path)
        if common > best:
            best, line = common, number
    return line


def _places(text: str) -> Iterator[tuple[int, Path]]:
    """Each table and each key, with its line."""
    table: Path = ()
    seen: Counter[Path] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if (heading := _TABLE.match(line)) is not None:
            table = _names(heading["name"])
            if heading["many"]:
                table = (*table, seen[table])
                seen[table[:-1]] += 1
            yield number, table
        elif (key := _KEY.match(line)) is not None:
            yield number, (*table, *_names(key["name"]))


def _names(text: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in text.split("."))


def _common(place: Path, path: Sequence[str | int]) -> int:
    """How far a place leads on the way, 0 if it leads elsewhere."""
    fits = len(place) <= len(path) and tuple(path[: len(place)]) == place
    return len(place) if fits else 0
