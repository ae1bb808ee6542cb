"""Planted mistakes: each is the working wiring with one thing wrong, which the doctor or the exploration finds."""

from pathlib import Path

import pytest

from fake_itop.doctor import Severity
from fake_itop.explore import allowed, look
from fake_itop.explore.laboratory import Laboratory
from tests.doctor.patients import findings_of

MISTAKES = Path(__file__).parent / "mistakes"
FOUND_BY = {
    "both-logs-watched": "FD201",
    "guard-names-another-user": "FD102",
    "leaking-private-log": "FD701",
    "missing-context": "FD102",
    "missing-guard": "FD501",
    "old-state": "FD105",
    "own-id-as-key": "FD504",
    "solution-twice": "FD203",
    "stale-head": "FD201",
    "swapped-id": "FD503",
    "whole-log": "FD202",
    "wrong-filter": "FD103",
    "wrong-operation": "FI202",
    "wrong-state": "FD403",
    "wrong-stimulus": "FD401",
    "wrong-user": "FD302",
}
PLAYED_BY = {"late-solution": "resolution", "other-log": "entry-lost", "portal-only": "entry-lost"}
"""What cannot be known without running: the checkers that find it, without any fault."""
SEEDS = range(80)


def test_every_mistake_is_asked_for() -> None:
    assert sorted([*FOUND_BY, *PLAYED_BY]) == sorted(file.stem for file in MISTAKES.glob("*.json"))


@pytest.mark.parametrize("name", FOUND_BY)
def test_a_planted_mistake_is_found_by_its_code(name: str) -> None:
    errors = {finding.code for finding in findings_of(MISTAKES / f"{name}.json") if finding.severity is Severity.ERROR}

    assert FOUND_BY[name] in errors


@pytest.mark.parametrize("name", PLAYED_BY)
def test_a_mistake_in_the_meaning_is_found_by_playing(name: str) -> None:
    print(f"seeds {SEEDS}")  # noqa: T201 - shown where the test fails
    opening = Laboratory(str(MISTAKES / f"{name}.json")).open()
    finds = look(opening, allowed(opening, ()), SEEDS)

    assert PLAYED_BY[name] in finds.candidates
    assert [finding for finding in findings_of(MISTAKES / f"{name}.json") if finding.severity is Severity.ERROR] == []


def test_without_a_mistake_there_is_no_error() -> None:
    assert [finding for finding in findings_of("working") if finding.severity is Severity.ERROR] == []
