"""A JSON text as it was read: what it says, what is wrong with it, and where each value stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined] # the parser's own, at the speed of C
from typing import Any

from fake_itop.check.json_text.mender import Mender
from fake_itop.check.json_text.pieces import Issue
from fake_itop.check.json_text.words import other_case
from fake_itop.check.places import Spot
from fake_itop.findings import Pointer
from fake_itop.values import php_json

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


_STRICT = json.JSONDecoder(parse_int=str)
"""Python's parser, without its limit on the digits of a number."""
_UNICODE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?P<half>u[dD][89a-fA-F]..)|\\.", re.DOTALL)
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
    def _index(self) -> Index:
        return Index(_lowered(self.text) if any(issue.code == "FI121" for issue in self.issues) else self.text)

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
        offsets = Offsets(source)
        return begin + offsets.at(start), begin + offsets.at(start + length)


def read(text: str) -> Document:
    """Read a text; never raises, whatever it is."""
    try:
        value = php_json.decode(text)
    except php_json.PhpJsonError as error:
        return _mended(text, str(error))
    strict = not _words_differ(text)
    lenient = () if strict else tuple(_lenient(text))
    return Document(text, value, lenient, duplicates=tuple(_duplicates(text, strict=strict)))


def _mended(text: str, reason: str) -> Document:
    mender = Mender(text, by_leaps="nested deeper" not in reason)
    value = mender.read()
    issues = list(mender.issues)
    stop = _stop_of(text)
    if not any(issue.breaks for issue in issues):
        issues += _halves(text) or [Issue("FI122", stop or 0, f"a real iTop cannot read this text: {reason}")]
    if stop is not None and _line(text, stop) not in {_line(text, issue.start) for issue in issues}:
        issues.append(Issue("FI123", stop, "a JSON parser gives up here, because of what is reported elsewhere"))
    issues.sort(key=lambda issue: issue.start)
    return Document(text, value, tuple(issues), mender.spots, tuple(mender.duplicates))


def _halves(text: str) -> list[Issue]:
    """Halves of surrogate pairs, which PHP refuses as malformed UTF-16."""
    said = "half of a surrogate pair is no character: a real iTop cannot read the text"
    found = (found for found in _UNICODE.finditer(text) if found["half"])
    return [
        Issue("FI122", one.start(), said, len(one[0]), "write both halves, or the character itself") for one in found
    ]


def _stop_of(text: str) -> int | None:
    """Where a strict parser stops."""
    try:
        _STRICT.decode(text)
    except json.JSONDecodeError as error:
        return error.pos
    except (ValueError, RecursionError):
        return None
    return None


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset)


def _words_differ(text: str) -> bool:
    try:
        _STRICT.decode(text)
    except ValueError:
        return True
    return False


def _lenient(text: str) -> Iterator[Issue]:
    """Words that PHP takes in any case, and nobody else does."""
    for found in _WORD.finditer(text):
        word = found["word"]
        if word is not None and word.lower() in ("true", "false", "null") and not word.islower():
            yield other_case(word, found.start("word"))


def _lowered(text: str) -> str:
    """A text in which words stand as other parsers want them."""
    return _WORD.sub(lambda found: found[0].lower() if found["word"] else found[0], text)


def _duplicates(text: str, *, strict: bool) -> Iterator[tuple[Pointer, Spot]]:
    """Names that occur twice in one object of a valid text: the pointer, and where the later one stands."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) < len(pairs):
            found.append("")

    json.JSONDecoder(object_pairs_hook=look, parse_int=str).decode(text if strict else _lowered(text))
    if found:
        mender = Mender(text, by_leaps=True)
        mender.read()
        yield from mender.duplicates
