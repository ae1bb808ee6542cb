"""The pages of the findings: what each code means, an example, and how it is put right.

They lie in ``findings.toml``, from which ``--explain`` and the docs are made; every example is run by the tests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fake_itop.payloads.findings import Kind, Severity

FILE = Path(__file__).with_name("findings.toml")


@dataclass(frozen=True)
class Page:
    """What there is to know about a code. ``example`` has the finding, ``right`` has it no more."""

    code: str
    title: str
    severity: Severity
    text: str
    kind: Kind
    example: str
    right: str

    def __str__(self) -> str:
        """The page as ``--explain`` prints it."""
        parts = (
            f"{self.code} ({self.severity}): {self.title}",
            self.text.strip(),
            f"Example ({self.kind}):\n{_indented(self.example)}",
            f"Right:\n{_indented(self.right)}",
        )
        return "\n\n".join(parts) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))


@cache
def pages() -> Mapping[str, Page]:
    """All pages, by code."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: _page(code, row) for code, row in rows.items()}


def _page(code: str, row: Mapping[str, str]) -> Page:
    return Page(
        code,
        row["title"],
        Severity(row["severity"]),
        row["text"],
        Kind(row.get("kind", "request")),
        row["example"],
        row["right"],
    )


def severity_of(code: str) -> Severity:
    """How bad a finding with that code is."""
    return pages()[code].severity
