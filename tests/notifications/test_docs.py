"""The page about placeholders is what its script makes of this version."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_about_placeholders_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS.parent / "tools" / "build" / "docs" / "placeholders.py"))["page"]()

    assert (DOCS / "placeholders.md").read_text("utf-8") == made
