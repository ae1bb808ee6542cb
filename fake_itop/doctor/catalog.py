"""The pages of the doctor's findings: what each code means, a wiring that has it, and how it is put right.

They lie in ``findings.toml``, from which the docs are made; every example is examined by the tests. Findings about the
text of one payload have the codes of ``fake-itop check``, whose pages are `fake_itop.check.catalog`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fake_itop.check import Severity

FILE = Path(__file__).with_name("findings.toml")
BASE = "working"
"""The wiring that the examples change."""


@dataclass(frozen=True)
class Page:
    """What there is to know about a code. ``example`` is a wiring that has the finding, if need be on top of a design
    (a snippet of classes).
    """

    code: str
    title: str
    severity: Severity
    text: str
    example: Mapping[str, Any]
    design: str = ""


@cache
def pages() -> Mapping[str, Page]:
    """All pages, by code."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: _page(code, row) for code, row in rows.items()}


def _page(code: str, row: Mapping[str, str]) -> Page:
    changes, steps = json.loads(row["changes"]), json.loads(row.get("steps", "[]"))
    example = {"base": row.get("base", BASE), "changes": changes, "steps": steps}
    return Page(
        code, row["title"], Severity(row["severity"]), row["text"].strip(), example, row.get("design", "").strip()
    )


def severity_of(code: str) -> Severity:
    """How bad a finding with that code is."""
    return pages()[code].severity
