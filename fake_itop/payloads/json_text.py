"""JSON as people type it: valid texts at the speed of the C parser, others read on past every error.

`read` gives a `Document`: the value, what is wrong with the text, and where each value stands. What counts as valid is
what PHP's ``json_decode`` takes (`fake_itop.values.php_json`), since that is what a real iTop calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined] # the parser's own, at the speed of C
from typing import Any

from fake_itop.payloads.findings import Pointer
from fake_itop.payloads.mending import Issue, Mender
from fake_itop.payloads.places import Spot
from fake_itop.values import php_json

BOM = "\ufeff"
_BLANKS = re.compile(r"[ \t\n\r]*")
_SCANNER = json.JSONDecoder()
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<word>[A-Za-z]+)', re.DOTALL)


@dataclass(frozen=True)
class Document:
    """A JSON text: what it says, or what it was probably meant to say where it is no JSON."""

    text: str
    value: Any
    issues: tuple[Issue, ...] = ()
    spots: dict[Pointer, Spot] | None = None
    """Where each value stands; ``None`` in a valid text, which is searched when somebody asks."""
    duplicates: tuple[tuple[Pointer, Spot], ...] = field(default=())

    @property
    def is_valid(self) -> bool:
        """Whether a real iTop can read it."""
        return not any(issue.breaks for issue in self.issues)

    def spot(self, pointer: Pointer) -> Spot:
        """Where a value stands, or the nearest one above it that the text has."""
        if self.spots is None:
            return self._index.spot(pointer)
        known = len(pointer)
        while known and pointer[:known] not in self.spots:
            known -= 1
        start, end = self.spots.get(pointer[:known], (0, 1))
        return self._index.spot(pointer[known:], start) if known < len(pointer) else (start, end)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.text)

    def key_spot(self, pointer: Pointer) -> Spot:
        """Where the name of a value stands; in an array, the value itself."""
        start, end = self.spot(pointer)
        before = self.text[:start].rstrip(" \t\r\n:")
        if not pointer or not isinstance(pointer[-1], str) or not before.endswith('"'):
            return start, end
        name = before.rfind('"', 0, len(before) - 1)
        return (name, len(before)) if name >= 0 else (start, end)

    def inside(self, pointer: Pointer, start: int, length: int) -> Spot:
        """Where a part of a text value stands; escapes in the text before it are counted."""
        begin, end = self.spot(pointer)
        source = self.text[begin:end]
        if not source.startswith('"'):
            return begin + start, begin + start + length
        offsets = _Offsets(source)
        return begin + offsets.at(start), begin + offsets.at(start + length)


class _Offsets:
    """From a position in a string's value to the one in its source."""

    _PIECE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in self._PIECE.finditer(self._source, 1)]

    def at(self, position: int) -> int:
        if "\\" not in self._source:
            return min(1 + position, len(self._source) - 1)
        return self._starts[position] if position < len(self._starts) else len(self._source) - 1


def read(text: str) -> Document:
    """Read a text; never raises, whatever it is."""
    try:
        value = php_json.decode(text)
    except php_json.PhpJsonError as error:
        return _mended(text, str(error))
    lenient = tuple(_lenient(text)) if _words_differ(text) else ()
    return Document(text, value, lenient, duplicates=tuple(_duplicates(text)))


def _mended(text: str, reason: str) -> Document:
    mender = Mender(text, by_leaps="nested deeper" not in reason)
    value = mender.read()
    issues = list(mender.issues)
    if not any(issue.breaks for issue in issues):
        issues.append(Issue("FI122", _stop_of(text) or 0, f"a real iTop cannot read this text: {reason}"))
    stop = _stop_of(text)
    if stop is not None and _line(text, stop) not in {_line(text, issue.start) for issue in issues}:
        issues.append(Issue("FI123", stop, "a JSON parser gives up here, because of what is reported elsewhere"))
    issues.sort(key=lambda issue: issue.start)
    return Document(text, value, tuple(issues), mender.spots, tuple(mender.duplicates))


def _stop_of(text: str) -> int | None:
    """Where a strict parser stops."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos
    except (ValueError, RecursionError):
        return None
    return None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset)


def _words_differ(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _lenient(text: str) -> Iterator[Issue]:
    """Words that PHP takes in any case, and nobody else does."""
    for found in _WORD.finditer(text):
        word = found["word"]
        if word is not None and word.lower() in ("true", "false", "null") and not word.islower():
            message = f"{word} is read by a real iTop, and by few others"
            yield Issue("FI121", found.start("word"), message, len(word), f"write {word.lower()}")


# Valid texts


def _duplicates(text: str) -> Iterator[tuple[Pointer, Spot]]:
    """Names that occur twice in one object: the pointer, and where the earlier one stands."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) < len(pairs):
            found.append("")

    json.JSONDecoder(object_pairs_hook=look).decode(text.lower() if _words_differ(text) else text)
    if found:
        mender = Mender(text)
        mender.read()
        yield from mender.duplicates


class _Index:
    """Where values stand in a valid text. Each object or array on the way is gone through once, at the speed of C."""

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
