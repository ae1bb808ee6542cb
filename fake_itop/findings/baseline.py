"""A baseline: findings that were accepted, each with a reason, and that are not told again.

The file has a JSON object a line: ``{"code", "file", "where", "message", "reason"}``. A finding is known again by the
first four; its line in the judged file does not count, since lines move.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

from fake_itop.findings.finding import Finding
from fake_itop.values.names import expected


class BaselineError(Exception):
    """A baseline that cannot be used: one line that says where, what was found, and what would be right."""


class FindingKey(NamedTuple):
    """A finding as a baseline knows it again; ``where`` is its place in the file, such as a JSON pointer."""

    code: str
    file: str
    where: str
    message: str

    @classmethod
    def of(cls, path: str, finding: Finding) -> Self:
        """A finding in a file."""
        message = "" if finding.varies else finding.message
        return cls(finding.code, path, finding.where or finding.pointer, message)


@dataclass
class Baseline:
    """The accepted findings of one file, with their reasons and lines in it."""

    path: Path
    reasons: dict[FindingKey, str] = field(default_factory=dict)
    lines: dict[FindingKey, int] = field(default_factory=dict)
    seen: set[FindingKey] = field(default_factory=set)

    def accepts(self, told: FindingKey) -> bool:
        """Whether a finding was accepted; from then on it counts as seen."""
        if told not in self.reasons:
            return False
        self.seen.add(told)
        return True

    def gone(self, files: Collection[str]) -> Sequence[str]:
        """A line for each accepted finding that these files have no more."""
        return [
            f"{self.path}:{self.lines[told]}: {told.file} has no {told.code} at {told.where or 'its start'} any more"
            for told in self.reasons
            if told.file in files and told not in self.seen
        ]


def read(path: Path, codes: Collection[str], is_file: Callable[[str], bool]) -> Baseline:
    """The baseline in a file; ``codes`` are the findings that there are.

    Raises:
        BaselineError: it cannot be read, or a line is no accepted finding, names an unknown one or an unknown file, or
            gives no reason.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineError(f"{path}: cannot be read: {error}") from None
    baseline = Baseline(path)
    for number, line in enumerate(lines, 1):
        if line.strip():
            entry = _entry(line, f"{path}:{number}")
            told = FindingKey(*(entry[name] for name in FindingKey._fields))
            if told.code not in codes:
                raise BaselineError(f"{path}:{number}: no finding {told.code!r}, {expected(told.code, codes)}")
            if not is_file(told.file):
                raise BaselineError(f"{path}:{number}: no file {told.file!r}; take the line out if it is gone for good")
            baseline.reasons[told] = entry["reason"]
            baseline.lines[told] = number
    return baseline


_NAMES = (*FindingKey._fields, "reason")


def _entry(line: str, place: str) -> dict[str, str]:
    try:
        entry: Any = json.loads(line)
    except ValueError as error:
        raise BaselineError(f"{place}: no JSON: {error}") from None
    if (
        not isinstance(entry, dict)
        or set(entry) != set(_NAMES)
        or not all(isinstance(it, str) for it in entry.values())
    ):
        raise BaselineError(f"{place}: expected an object of the texts {', '.join(_NAMES)}")
    if not entry["reason"].strip():
        raise BaselineError(f"{place}: accepted without a reason: say why in reason")
    return {name: entry[name] for name in _NAMES}


def write(path: Path, findings: Iterable[FindingKey], reason: str, before: Baseline | None = None) -> int:
    """Accept findings, those of a baseline ``before`` with the reasons that they have there; gives how many.

    Raises:
        BaselineError: the file cannot be written.
    """
    known = before.reasons if before is not None else {}
    entries = [{**told._asdict(), "reason": known.get(told, reason)} for told in dict.fromkeys(findings)]
    text = "".join(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise BaselineError(f"{path}: cannot be written: {error.strerror}") from None
    return len(entries)
