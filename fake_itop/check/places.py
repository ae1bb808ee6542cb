"""Places in a text: from an offset to line and column, and findings that are put there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from fake_itop.findings import Finding, Pointer, Severity, json_pointer, severity_of

Spot = tuple[int, int]
"""Where something stands in a text: from offset to offset."""


class Lines:
    """The lines of a text. Only a newline ends one, as editors and Python's JSON parser count."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        return list(accumulate(lengths, initial=0))[:-1]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        bounded = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, bounded)
        return line, bounded - self._starts[line - 1] + 1

    def start_of(self, line: int) -> int:
        """The offset at which a line (from 1) starts; the last one's for a line beyond the end."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]

    def spot_of_line(self, line: int) -> Spot:
        """What a line holds, blanks around it left out."""
        start = self.start_of(line)
        end = self.text.find("\n", start)
        content = self.text[start : end if end >= 0 else len(self.text)]
        begin = start + len(content) - len(content.lstrip())
        return begin, max(begin + 1, start + len(content.rstrip()))


@dataclass
class Notes:
    """Findings about a text as they are made; ``locate`` knows where a pointer's value stands."""

    lines: Lines
    locate: Callable[[Pointer], Spot] = lambda _pointer: (0, 1)
    made: list[Finding] = field(default_factory=list)

    def add(
        self,
        code: str,
        message: str,
        fix: str,
        *,
        spot: Spot | None = None,
        pointer: Pointer = (),
        severity: Severity | None = None,
    ) -> None:
        """Make a finding, at a place or else where the pointer's value stands."""
        start, end = spot or self.locate(pointer)
        line, column = self.lines.place(start)
        rank = severity or severity_of(code)
        shown = json_pointer(pointer)
        said = message.encode("utf-8", "replace").decode()  # iTop's message may show half of a character
        self.made.append(Finding(code, rank, line, column, shown, said, fix, max(1, end - start)))

    def sorted(self) -> tuple[Finding, ...]:
        """All findings in the order of the text, none twice."""
        return tuple(sorted(dict.fromkeys(self.made), key=lambda made: (made.line, made.column, made.code)))


def near_duplicates_removed(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each code and place."""
    seen: set[tuple[str, int, int, str]] = set()
    for finding in findings:
        key = (finding.code, finding.line, finding.column, finding.pointer)
        if key not in seen:
            seen.add(key)
            yield finding
