"""Data held against a JSON Schema, and what is told of the first thing that is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fake_itop.values.names import expected

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


def first_mistake(data: Any, schema: Mapping[str, Any]) -> tuple[list[str | int], str] | None:
    """Where something is wrong and what, or nothing."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and only needed here
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - likewise

    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is None:
        return None
    path: list[str | int] = list(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = next(name for name in error.instance if name not in error.schema.get("properties", {}))
        return [*path, unknown], f"unknown key; {expected(unknown, error.schema['properties'])}"
    return path, str(error.message)


def shown(path: Sequence[str | int]) -> str:
    """A path as people write it: ``users[0].login``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "top level"
