"""What a judge has to say: findings, each at a place, and the report of what was judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Pointer = tuple[str | int, ...]
"""The way to a value in JSON: names and positions."""


class Severity(StrEnum):
    """How bad a finding is.

    ``error``: a real iTop refuses it, or what arrives is not what is written. ``warning``: accepted, but probably not
    meant. ``info``: style, and what is good to know.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    ``line`` and ``column`` count from 1, in characters, and are 0 where there are none; ``length`` is for the caret.
    ``pointer`` is a JSON pointer into the file; ``where`` names the place in words, where a pointer alone would not.
    A finding that ``varies`` is known again by its place: its message differs from run to run.
    """

    code: str
    severity: Severity
    line: int
    column: int
    pointer: str
    message: str
    fix: str
    length: int = 1
    where: str = ""
    varies: bool = False

    def to_json(self) -> dict[str, Any]:
        """The finding as ``fake-itop check --format json`` shows it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "message": self.message,
            "fix": self.fix,
        }


@dataclass(frozen=True)
class Report:
    """All findings about one thing that was judged.

    ``path`` is the file that they are in, ``kind`` what it is, ``text`` what it holds, if that was judged. ``name`` is
    what was judged where that is not the file: a scenario, a promise.
    """

    path: str
    kind: str
    findings: tuple[Finding, ...]
    text: str = field(default="", repr=False)
    name: str = ""

    @property
    def clean(self) -> bool:
        return not self.of(Severity.ERROR)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def to_json(self) -> dict[str, Any]:
        """The report as ``fake-itop check --format json`` shows it."""
        return {"path": self.path, "kind": self.kind, "findings": [finding.to_json() for finding in self.findings]}

    def having(self, findings: Iterable[Finding]) -> Report:
        """The report with these findings alone."""
        return replace(self, findings=tuple(findings))


def json_pointer(pointer: Pointer) -> str:
    """A JSON pointer (RFC 6901); the whole text is the empty one."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def broken(code: str, path: str, messages: Iterable[tuple[str, str]], kind: str = "promise") -> Report:
    """The report of something that was lived through and should have held: each place with what was wrong there."""
    found = (Finding(code, Severity.ERROR, 0, 0, "", said, "", where=where, varies=True) for where, said in messages)
    return Report(path, kind, tuple(found), name=code)
