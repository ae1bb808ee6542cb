"""Planted mistakes: each is the working wiring with one thing wrong, and stories without a fault show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_itop.explore import allowed, look, shorten
from fake_itop.explore.laboratory import Laboratory

MISTAKES = Path(__file__).parents[2] / "scenarios" / "mistakes"
SEEDS = range(60)
BREAKS = {
    "both-logs-watched": "entry-twice",
    "guard-names-another-user": "echo",
    "leaking-private-log": "disclosure",
    "missing-context": "echo",
    "missing-guard": "one-partner-ticket",
    "old-state": "entry-lost",
    "own-id-as-key": "entry-lost",
    "solution-twice": "entry-twice",
    "stale-head": "entry-twice",
    "swapped-id": "one-partner-ticket",
    "whole-log": "entry-intact",
    "wrong-filter": "entry-lost",
    "wrong-operation": "resolution",
    "wrong-state": "resolution",
    "wrong-stimulus": "resolution",
    "wrong-user": "resolution",
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_planted_mistake_breaks_a_promise_of_the_right_wiring(name: str, tmp_path: Path) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_text('wiring = "working"\n', "utf-8")
    opening = Laboratory(str(MISTAKES / f"{name}.json"), contract=contract).open()
    found = look(opening, allowed(opening, ()), SEEDS)

    assert BREAKS[name] in found.candidates


def test_an_incident_that_is_pending_and_comes_back_is_handed_over_twice() -> None:
    opening = Laboratory("incident-urgency").open()
    finds = look(opening, allowed(opening, ()), range(20))
    twice = shorten(opening, next(find for find in finds.best() if find.checker == "one-partner-ticket"))

    assert [step.rule for step in twice.story] == ["transfer", "our-pending", "our-assign"]
