"""What the documentation says of exploring is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fake_itop.cli.explore import command
from fake_itop.explore import FAULTS, allowed, look
from fake_itop.history import NAMES
from tests.explore.conftest import Open

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = "fake-itop explore --wiring tutorial --faults none --seeds 60"
WIRINGS = ("tutorial", "working", "robust")


def table(wiring: str) -> dict[tuple[str, str], str]:
    """The cells of a wiring's table, by checker and fault."""
    part = (DOCS / "promises.md").read_text("utf-8").split(f"## `{wiring}`")[1].split("\n## ")[0]
    head, _, *rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    faults = [name.strip(" |") for name in head]
    return {
        (name.strip(), fault): cell.strip() for name, *cells in rows for fault, cell in zip(faults, cells, strict=True)
    }


@pytest.mark.parametrize("wiring", WIRINGS)
def test_the_table_has_every_checker_and_fault(wiring: str) -> None:
    assert set(table(wiring)) == {(name, fault) for name in NAMES for fault in ("none", *FAULTS)}


@pytest.mark.parametrize("wiring", WIRINGS)
def test_what_breaks_is_in_the_table(wiring: str, opened: Open) -> None:
    cells = table(wiring)
    opening = opened(wiring)
    for fault in ("none", *FAULTS):
        found = look(opening, allowed(opening, () if fault == "none" else (fault,)), range(10)).candidates
        assert [name for name in found if cells[name, fault] == "·"] == [], fault


def test_what_robust_promises_is_in_the_table() -> None:
    cells = table("robust")
    for name in ("traffic", "entry-twice", "echo", "disclosure", "lifecycle"):
        assert {cells[name, fault] for fault in ("none", *FAULTS)} == {"·"}
    assert cells["one-partner-ticket", "reply_lost"] == cells["one-partner-ticket", "duplicate"] == "·"
    assert all(cells[name, "none"] == "·" for name in NAMES)


@pytest.fixture(scope="module")
def example() -> list[str]:
    """The lines that the example's command prints; how long it took is not among them."""
    printed = CliRunner().invoke(command, EXAMPLE.split()[2:], standalone_mode=False).output
    return re.sub(r", [0-9.]+ s$", "", printed, flags=re.MULTILINE).splitlines()


@pytest.mark.parametrize("page", ["../README.md", "explore.md"])
def test_the_example_prints_what_is_shown(page: str, example: list[str]) -> None:
    shown = (DOCS / page).read_text("utf-8").split(f"$ {EXAMPLE}\n")[1].split("```")[0]
    lines = [line for line in re.sub(r", [0-9.]+ s$", "", shown, flags=re.MULTILINE).splitlines() if line != "..."]

    assert lines
    assert [line for line in lines if line not in example] == []


def test_every_option_is_documented() -> None:
    text = (DOCS / "explore.md").read_text("utf-8")
    options = re.findall(r"(--[a-z-]+)", CliRunner().invoke(command, ["--help"]).output)

    assert [option for option in options if option != "--help" and option not in text] == []


def test_reports_are_merged_as_documented(tmp_path: Path) -> None:
    *_, code = re.findall(r"```python[^\n]*\n(.*?)```", (DOCS / "explore.md").read_text("utf-8"), re.DOTALL)
    longer = {"checker": "echo", "story": ["a", "b"], "seed": 1, "replay": []}
    shorter = {"checker": "echo", "story": ["a"], "seed": 7, "replay": []}
    for number, violation in enumerate((longer, shorter)):
        part = {"violations": [violation], "exchanges": 10, "seconds": 1.5}
        (tmp_path / f"{number}.json").write_text(json.dumps(part), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code, "0.json", "1.json"], cwd=tmp_path, check=True, capture_output=True, text=True
    )

    assert json.loads(done.stdout) == {"violations": [shorter], "exchanges": 20, "seconds": 3.0}
