"""The pages of the findings: what each code means, an example, and how it is put right.

They lie in the ``.toml`` files here, one a command, from which ``--explain`` and the docs are made; the tests judge
every example.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fake_itop.findings.finding import Severity

_MANY = re.compile(r"(?P<sign>[\[\]])(?P=sign){30,}")
WIRING = "wiring"


@dataclass(frozen=True)
class Page:
    """What there is to know about a code. ``example`` has the finding, ``right`` has it no more; both may be empty.

    ``kind`` says what they are. ``design`` (for a wiring, classes of one), ``watch`` and ``profile`` are what those
    options say for both, empty where there are none.
    """

    code: str
    title: str
    severity: Severity
    text: str
    kind: str = "request"
    example: str = ""
    right: str = ""
    design: str = ""
    watch: str = ""
    profile: str = ""

    @property
    def options(self) -> str:
        """The options with which the example is judged."""
        given = (("kind", self.kind), ("design", self.design), ("watch", self.watch), ("profile", self.profile))
        return " ".join(f"--{name} {value}" for name, value in given if value)

    def __str__(self) -> str:
        """The page as ``--explain`` prints it; the example of a wiring is left to the docs."""
        parts = [f"{self.code} ({self.severity}): {self.title}", self.text]
        if self.right:
            parts += [f"Example ({self.options}):\n{_indented(self.example)}", f"Right:\n{_indented(self.right)}"]
        return "\n\n".join(filter(None, parts)) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in shown(text).split("\n"))


def shown(text: str) -> str:
    """An example as people read it: what cannot be seen is spelled, and endless brackets are counted."""
    plain = text.strip("\n").replace("\ufeff", "\\ufeff").replace("\xa0", "\\u00a0")
    return _MANY.sub(lambda found: f"{found[0][0] * 3}…{found[0][0]} ({len(found[0])} of them)", plain)


@cache
def pages(command: str = "*") -> Mapping[str, Page]:
    """All pages, by code, or those of one command's own codes: ``check`` or ``doctor``."""
    files = sorted(Path(__file__).parent.glob(f"{command}.toml"))
    rows = {code: row for file in files for code, row in tomllib.loads(file.read_text("utf-8")).items()}
    return {code: _page(code, row) for code, row in rows.items()}


def _page(code: str, row: dict[str, str]) -> Page:
    told = {"severity": Severity(row.pop("severity")), "text": row.pop("text").strip()}
    return Page(code, row.pop("title"), **told, **row)  # type: ignore[arg-type] # what is left are texts


def severity_of(code: str) -> Severity:
    """How bad a finding with that code is."""
    return pages()[code].severity
