"""Scenarios that are read from a contract: one for each flow and move, and each mistake fails what it breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.scenarios import play_derived, scenarios_of

INCIDENTS = [
    "ours enters assigned -> creates partner Incident",
    "ours.urgency -> partner.urgency",
    "ours.public_log -> partner.public_log",
    "partner.public_log -> ours.public_log",
    "partner enters resolved -> ours ev_resolve",
]


def failing(folder: Path, *changes: dict[str, Any]) -> list[str]:
    """The scenarios that do not hold with changes to the wiring of incidents, by that wiring's contract."""
    file, contract = folder / "mine.json", folder / "contract.toml"
    file.write_text(json.dumps({"base": "incident-urgency", "changes": changes}), "utf-8")
    contract.write_text('wiring = "incident-urgency"\n', "utf-8")
    laboratory = Laboratory(str(file), contract=contract)
    bench = laboratory.bench(*laboratory.versions())
    return [played.scenario.name for played in play_derived(bench.contract, bench.opening()) if not played.holds]


def test_there_is_a_scenario_for_each_flow_and_move() -> None:
    laboratory = Laboratory("incident-urgency")
    contract = laboratory.bench(*laboratory.versions()).contract

    assert [scenario.name for scenario in scenarios_of(contract)] == INCIDENTS


def test_an_integration_that_does_what_it_says_keeps_all_of_them(tmp_path: Path) -> None:
    assert failing(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"of": "urgency raised", "set": {"context": "GUI:Portal"}}, INCIDENTS[1:2]),
        ({"of": "word", "replace": {"payload": {"head_html(public_log)": "title"}}}, INCIDENTS[2:3]),
        ({"of": "word back", "set": {"status": "disabled"}}, INCIDENTS[3:4]),
        ({"of": "done", "replace": {"payload": {"ev_resolve": "ev_pending"}}}, INCIDENTS[4:5]),
        ({"of": "hand over", "replace": {"payload": {"$this->impact$": "2"}}}, INCIDENTS[0:1]),
    ],
)
def test_a_mistake_fails_just_what_it_breaks(change: dict[str, Any], broken: list[str], tmp_path: Path) -> None:
    assert failing(tmp_path, change) == broken
