"""Every snippet of the documentation does what the page says."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.snippets import Session, blocks, fits

ROOT = Path(__file__).parents[2]
SITE = list((ROOT / "docs").rglob("*.md"))
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *SITE])
TUTORIAL = ROOT / "tests/check/data"
"""The tutorial's own texts, which pages name as files."""
GENERATED = frozenset({"findings.md", "doctor.md"})
"""Their examples are executed where the pages are made; tests hold the pages against that."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_can_be_carried_out(page: Path, tmp_path: Path) -> None:
    if page.name in GENERATED:
        return
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # whatever else is installed here says something of its own
        "PYTEST_PLUGINS": "fake_itop.pytest_plugin",
    }
    for file in TUTORIAL.glob("tutorial-*"):
        shutil.copy(file, tmp_path)
    with Session(tmp_path, environment) as session:
        for block in blocks(page.read_text("utf-8")):
            session.carry_out(block)


@pytest.mark.parametrize(
    ("got", "wanted", "is_so"),
    [
        ("a\nb\n", "a\nb", True),
        ("a\nx\ny\nb\n", "a\n...\nb", True),
        ("took 3.2 s\n", "took ... s", True),
        ("a\n", "b", False),
        ("a\nb\n", "a", False),
    ],
)
def test_an_output_is_held_against_what_the_page_says(got: str, wanted: str, is_so: bool) -> None:
    assert fits(got, wanted) is is_so
