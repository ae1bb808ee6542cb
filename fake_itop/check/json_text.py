"""JSON as people type it: what a text says, what is wrong with it, and where each value stands.

What counts as valid is what PHP's ``json_decode`` takes (`fake_itop.values.php_json`), since that is what a real iTop
calls. A valid text is read at the speed of the C parser and searched for places when somebody asks; another one is read
on past every error (`fake_itop.check.mending`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined] # the parser's own, at the speed of C
from typing import Any

from fake_itop.check.json_tokens import Issue, other_case
from fake_itop.check.mending import Mender
from fake_itop.check.places import Spot
from fake_itop.findings import Pointer
from fake_itop.values import php_json

_BLANKS = re.compile(r"[ \t\n\r]*")
_STRICT = json.JSONDecoder(parse_int=str)
"""Python's parser, without its limit on the digits of a number."""
_CHARACTER = re.compile(
    r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?P<half>u[dD][89a-fA-F]..)|\\u....|\\.|[^\\]", re.DOTALL
)
"""A character of a text as it is written; half of one that takes two escapes."""
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<word>[A-Za-z]+)', re.DOTALL)


class Index:
    """The places of one text. Each object or array on the way is gone through once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inside: dict[int, Mapping[str | int, int]] = {}

    def spot(self, pointer: Pointer, at: int = 0) -> Spot:
        """Where a value below the one at ``at`` stands, or the nearest one above it that the text has."""
        at = self._skip(at)
        try:
            for step in pointer:
                below = self._below(at).get(step if self._text[at] == "[" else str(step))
                if below is None:
                    break
                at = below
            return at, self._end(at)
        except (ValueError, IndexError, RecursionError):
            return at, at + 1

    def _below(self, at: int) -> Mapping[str | int, int]:
        if at not in self._inside:
            self._inside[at] = self._children(at) if self._text[at] in "{[" else {}
        return self._inside[at]

    def _children(self, at: int) -> Mapping[str | int, int]:
        """Where the values of an object or array stand, by name or position: of equal names the last counts."""
        text, is_object = self._text, self._text[at] == "{"
        found: dict[str | int, int] = {}
        at = self._skip(at + 1)
        while text[at] not in "}]":
            name: str | int = len(found)
            if is_object:
                name, at = scanstring(text, at + 1, True)
                at = self._skip(self._skip(at) + 1)
            found[name] = at
            at = self._skip(self._end(at))
            at = self._skip(at + 1) if text[at] == "," else at
        return found

    def _skip(self, at: int) -> int:
        found = _BLANKS.match(self._text, at)
        return found.end() if found is not None else at

    def _end(self, at: int) -> int:
        return int(_STRICT.raw_decode(self._text, at)[1])


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
        last = len(source) - 1
        if "\\" not in source:
            return begin + min(1 + start, last), begin + min(1 + start + length, last)
        starts = [found.start() for found in _CHARACTER.finditer(source, 1)]
        first, behind = (starts[at] if at < len(starts) else last for at in (start, start + length))
        return begin + first, begin + behind


def read(text: str) -> Document:
    """Read a text; never raises, whatever it is."""
    try:
        value = php_json.decode(text)
    except php_json.PhpJsonError as error:
        return _mended(text, str(error))
    names_twice: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            names_twice.append("")

    looking = json.JSONDecoder(object_pairs_hook=look, parse_int=str)
    lenient: tuple[Issue, ...] = ()
    try:
        looking.decode(text)
    except ValueError:
        lenient = tuple(_lenient(text))
        looking.decode(_lowered(text))
    mender = Mender(text, by_leaps=True)
    if names_twice:
        mender.read()
    return Document(text, value, lenient, duplicates=tuple(mender.duplicates))


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
    fix = "write both halves, or the character itself"
    halves = (found for found in _CHARACTER.finditer(text) if found["half"])
    return [Issue("FI122", found.start(), said, fix, len(found[0])) for found in halves]


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


def _lenient(text: str) -> Iterator[Issue]:
    """Words that PHP takes in any case, and nobody else does."""
    for found in _WORD.finditer(text):
        word = found["word"]
        if word is not None and word.lower() in ("true", "false", "null") and not word.islower():
            yield other_case(word, found.start("word"))


def _lowered(text: str) -> str:
    """A text in which words stand as other parsers want them."""
    return _WORD.sub(lambda found: found[0].lower() if found["word"] else found[0], text)
