"""What the judge has to say: findings, each at a place in a text, and the report of one text."""

from __future__ import annotations

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


class Kind(StrEnum):
    """What a text is: told by whoever asks, or recognised."""

    TEMPLATE = "template"
    WEBHOOK = "webhook"
    REQUEST = "request"
    REPLY = "reply"
    JOURNAL = "journal"
    DESIGN = "design"
    PHP = "php"
    OQL = "oql"


@dataclass(frozen=True)
class Finding:
    """One thing about a text. Lines and columns count from 1, in characters; ``length`` is for the caret below it."""

    code: str
    severity: Severity
    line: int
    column: int
    pointer: str
    message: str
    fix: str
    length: int = 1

    def to_json(self) -> dict[str, Any]:
        """The finding as the format ``json`` shows it."""
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
    """All findings about one text, in its order."""

    path: str
    kind: Kind
    findings: tuple[Finding, ...]
    text: str = field(default="", repr=False)

    @property
    def clean(self) -> bool:
        """Whether there is no error."""
        return not self.of(Severity.ERROR)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def to_json(self) -> dict[str, Any]:
        """The report as the format ``json`` shows it."""
        return {
            "path": self.path,
            "kind": str(self.kind),
            "findings": [finding.to_json() for finding in self.findings],
        }

    def named(self, path: str) -> Report:
        """The same report, of a file."""
        return replace(self, path=path)


def json_pointer(pointer: Pointer) -> str:
    """A JSON pointer (RFC 6901); the whole text is the empty one."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
