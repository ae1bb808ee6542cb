"""Texts within texts: findings about the one inside become findings about the one around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from fake_itop.check.json_text import Document
from fake_itop.check.places import Lines
from fake_itop.check.recognition import TextKind
from fake_itop.findings import Finding, Pointer

Judging = Callable[[str, TextKind | None], tuple[Finding, ...]]
"""Judges a text that was found in another."""
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+|[^%]|%", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A text within another; ``outer`` says where a character of it stands there."""

    text: str
    pointer: str
    outer: Callable[[int], int]

    def found(self, findings: tuple[Finding, ...], lines: Lines) -> tuple[Finding, ...]:
        """Findings about the part as findings about the text around it, whose ``lines`` these are."""
        inner = Lines(self.text)
        return tuple(self._moved(finding, inner, lines) for finding in findings)

    def behind(self, sign: str) -> Part:
        """What stands behind a sign."""
        start = self.text.find(sign) + 1
        return replace(self, text=self.text[start:], outer=lambda offset: self.outer(start + offset))

    def made_of(self, text: str) -> Part:
        """A text that was made of the part: all of it stands where the part starts."""
        first = self.outer(0)
        return replace(self, text=text, outer=lambda _: first)

    def _moved(self, finding: Finding, inner: Lines, lines: Lines) -> Finding:
        start = inner.start_of(finding.line) + finding.column - 1
        first, last = self.outer(start), self.outer(start + finding.length)
        line, column = lines.place(first)
        length = max(1, last - first)
        return replace(finding, line=line, column=column, length=length, pointer=self.pointer + finding.pointer)


def value_in(document: Document, pointer: Pointer, value: Any, named: str, start: int = 0) -> Part:
    """A value of a JSON text that is a text itself, or JSON as it stands; the JSON text begins at ``start``."""
    first, last = document.spot(pointer)
    if isinstance(value, str):
        return Part(value, named, lambda offset: start + document.inside(pointer, offset, 0)[0])
    return Part(document.text[first:last], named, lambda offset: start + first + offset)


def value_of_form(text: str, name: str, value: str) -> Part:
    """A value of a form: as it stands there, or with its characters encoded."""
    found = re.search(rf"(?:^|&){re.escape(name)}=([^&]*)", text)
    start, source = (found.start(1), found[1]) if found is not None else (0, "")
    offsets = [start + at for at in _offsets(source)]
    return Part(value, f"/{name}", lambda offset: offsets[min(offset, len(offsets) - 1)])


def _offsets(source: str) -> list[int]:
    """Where each character of an encoded value starts, and where the last one ends."""
    lengths: list[int] = []
    for found in _ENCODED.finditer(source):
        if len(found[0]) == 1:
            lengths.append(1)
        else:
            decoded = bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")
            lengths += [3 * len(sign.encode()) for sign in decoded]
    return list(accumulate(lengths, initial=0))


def text_at(text: str, value: str, start: int, pointer: str) -> Part:
    """A part that stands in the text as it is, perhaps with other line ends."""
    at = max(text.find(value, start), 0)
    if text.startswith(value, at):
        return Part(value, pointer, lambda offset: at + offset)
    ends = [found.start() for found in re.finditer(r"\r\n", value)]
    first = max(text.find(value.replace("\r\n", "\n"), start), 0)
    return Part(value, pointer, lambda offset: first + offset - bisect_right(ends, offset - 1))
