"""Where the values of a valid text stand: found when somebody asks, at the speed of the C parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined] # the parser's own, at the speed of C

from fake_itop.payloads.findings import Pointer
from fake_itop.payloads.places import Spot

_BLANKS = re.compile(r"[ \t\n\r]*")
_SCANNER = json.JSONDecoder(parse_int=str)


class Index:
    """The places of one text. Each object or array on the way is gone through once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: dict[int, Mapping[str | int, int]] = {}

    def spot(self, pointer: Pointer, at: int = 0) -> Spot:
        """Where a value below the one at ``at`` stands, or the nearest one above it that the text has."""
        at = _skip(self._text, at)
        try:
            for step in pointer:
                below = self._below(at).get(step if self._text[at] == "[" else str(step))
                if below is None:
                    break
                at = below
            return at, _end(self._text, at)
        except (ValueError, IndexError, RecursionError):
            return at, at + 1

    def _below(self, at: int) -> Mapping[str | int, int]:
        if at not in self._inside:
            self._inside[at] = _children(self._text, at)
        return self._inside[at]


class Offsets:
    """From a position in a string's value to the one in its source, which starts with a quote."""

    _PIECE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in self._PIECE.finditer(self._source, 1)]

    def at(self, position: int) -> int:
        """Where that character starts; the closing quote for what lies behind the end."""
        if "\\" not in self._source:
            return min(1 + position, len(self._source) - 1)
        return self._starts[position] if position < len(self._starts) else len(self._source) - 1


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found is not None else at


def _end(text: str, at: int) -> int:
    return int(_SCANNER.raw_decode(text, at)[1])


def _children(text: str, at: int) -> Mapping[str | int, int]:
    if text[at] == "{":
        return dict(_members(text, at))
    return dict(_items(text, at)) if text[at] == "[" else {}


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The names of the object that starts at ``at``, with where their values stand: of equal names the last counts."""
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = scanstring(text, at + 1, True)
        at = _skip(text, _skip(text, at) + 1)
        yield key, at
        at = _skip(text, _end(text, at))
        if text[at] == ",":
            at = _skip(text, at + 1)


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The positions of the array that starts at ``at``, with where their values stand."""
    at = _skip(text, at + 1)
    position = 0
    while text[at] != "]":
        yield position, at
        position += 1
        at = _skip(text, _end(text, at))
        if text[at] == ",":
            at = _skip(text, at + 1)
