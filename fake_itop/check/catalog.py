"""The pages of the findings: what each code means, an example, and how it is put right.

They lie in ``findings.toml``, from which ``--explain`` and the docs are made; every example is run by the tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fake_itop.check.findings import Kind, Severity

_MANY = re.compile(r"(?P<sign>[\[\]])(?P=sign){30,}")
FILE = Path(__file__).with_name("findings.toml")


@dataclass(frozen=True)
class Page:
    """What there is to know about a code. ``example`` has the finding, ``right`` has it no more.

    ``design``, ``watch`` and ``profile`` are what those options say for both, empty where there are none.
    """

    code: str
    title: str
    severity: Severity
    text: str
    kind: Kind
    example: str
    right: str
    design: str = ""
    watch: str = ""
    profile: str = ""

    @property
    def options(self) -> str:
        """The options with which the example is judged."""
        given = (("kind", self.kind), ("design", self.design), ("watch", self.watch), ("profile", self.profile))
        return " ".join(f"--{name} {value}" for name, value in given if value)

    def __str__(self) -> str:
        """The page as ``--explain`` prints it."""
        parts = (
            f"{self.code} ({self.severity}): {self.title}",
            self.text.strip(),
            f"Example ({self.options}):\n{_indented(self.example)}",
            f"Right:\n{_indented(self.right)}",
        )
        return "\n\n".join(parts) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in shown(text).split("\n"))


def shown(text: str) -> str:
    """An example as people read it: what cannot be seen is spelled, and endless brackets are counted."""
    plain = text.strip("\n").replace("\ufeff", "\\ufeff").replace("\xa0", "\\u00a0")
    return _MANY.sub(lambda found: f"{found[0][0] * 3}…{found[0][0]} ({len(found[0])} of them)", plain)


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
        row.get("design", ""),
        row.get("watch", ""),
        row.get("profile", ""),
    )


def severity_of(code: str) -> Severity:
    """How bad a finding with that code is."""
    return pages()[code].severity
