"""A wiring that is broken in one place breaks the scenarios that need that place, and no other."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration import wiring
from fake_itop.integration.roles import Roles
from fake_itop.integration.scenarios import play_all
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.values.clock import Clock
from tests.helpers import MOMENT

RECORDED = Path(__file__).parents[2] / "conformance" / "recordings" / "_givens.json"
Steps = list[dict[str, Any]]
Change = Callable[[Steps], Steps]


@cache
def clean() -> SimulatedPair:
    return SimulatedPair(datamodel.load(["transfer"]), InstanceSettings.default(), lambda: Clock.frozen(MOMENT))


def holding(steps: Steps | None) -> list[int]:
    """The numbers of the scenarios that hold on a wiring."""
    pair = SimulatedPair(clean().model, clean().settings, clean().clock)
    if steps is not None:
        loaded = wiring.parse(json.dumps(steps).encode(), "changed")
        wiring.apply(loaded, pair.ours, pair.partner)
        pair.begin()
    return [number for number, played in enumerate(play_all(pair, Roles()), 1) if played.holds]


def working() -> Steps:
    return json.loads((Path(wiring.__file__).parent / "wirings" / "working.json").read_text("utf-8"))["steps"]  # type: ignore[no-any-return]


def recorded(given: str) -> Steps:
    return json.loads(RECORDED.read_text("utf-8"))[given]  # type: ignore[no-any-return]


def fields(step: dict[str, Any]) -> dict[str, Any]:
    return step["request"]["fields"]  # type: ignore[no-any-return]


def without(description: str) -> Change:
    return lambda steps: [step for step in steps if fields(step).get("description") != description]


def with_field(name: str, code: str, value: str) -> Change:
    def change(steps: Steps) -> Steps:
        for step in steps:
            if name in (fields(step).get("name"), fields(step).get("description")) and code in fields(step):
                fields(step)[code] = value
        return steps

    return change


def swapped(action: str, old: str, new: str) -> Change:
    def change(steps: Steps) -> Steps:
        for step in steps:
            if fields(step).get("name") == action and "payload" in fields(step):
                assert old in fields(step)["payload"]
                fields(step)["payload"] = fields(step)["payload"].replace(old, new)
        return steps

    return change


def unnamed_at_the_partner(name: str) -> Change:
    def change(steps: Steps) -> Steps:
        for step in steps:
            if step["to"] == "partner" and name in (fields(step).get("name"), fields(step).get("first_name")):
                key = "name" if fields(step).get("name") == name else "first_name"
                fields(step)[key] = "Somebody else"
                return steps
        raise AssertionError(name)

    return change


REMOTE, OWN = "$this->remote_ticketid$", "$this->id$"

BREAKAGES = [
    (without("Pending partner"), {2}),
    (without("Private log updated"), {3}),
    (without("Public log updated"), {4}),
    (without("Resolved"), {5}),
    (with_field("To partner", "auth_pwd", "wrong"), {2, 3}),
    (with_field("To us", "auth_pwd", "wrong"), {4, 5}),
    (with_field("To partner", "auth_user", "nobody"), {2, 3}),
    (with_field("To us", "url", "http://127.0.0.1:9/"), {4, 5}),
    (swapped("transfer", OWN, REMOTE), {2}),
    (swapped("push", REMOTE, OWN), {3}),
    (swapped("feedback", REMOTE, OWN), {4}),
    (swapped("resolve", REMOTE, OWN), {5}),
    (swapped("resolve", "ev_partnerupdate", "ev_partnerupdat"), {5}),
    (swapped("push", "public_log", "private_log"), {3}),
    (swapped("transfer", "'Combodo'", "'Combodont'"), {2}),
    (with_field("transfer", "process_response_callback", ""), {2}),
    (with_field("transfer", "status", "disabled"), {2}),
    (with_field("Pending partner", "filter", "SELECT UserRequest WHERE remote_ticketid > 0"), {2}),
    (with_field("Private log updated", "filter", "SELECT UserRequest WHERE remote_ticketid = 0"), {3}),
    (with_field("Private log updated", "target_attcodes", "public_log"), {3}),
    (with_field("Public log updated", "context", "REST/JSON"), {3, 4}),  # it now answers our push
    (unnamed_at_the_partner("Support"), {2}),
]


@pytest.mark.parametrize("given", ["transfer", "transfer with token", "transfer guarded by user"])
def test_a_recorded_given_is_a_wiring_that_holds(given: str) -> None:
    assert holding(recorded(given)) == [1, 2, 3, 4, 5]


def test_the_shipped_wiring_holds() -> None:
    assert holding(working()) == [1, 2, 3, 4, 5]


def test_without_a_wiring_only_the_design_is_proved() -> None:
    assert holding(None) == [1]


@pytest.mark.parametrize(("change", "broken"), BREAKAGES)
@pytest.mark.parametrize("given", [working, lambda: recorded("transfer")], ids=["working", "recorded"])
def test_a_mistake_breaks_what_needs_it_and_nothing_else(
    given: Callable[[], Steps], change: Change, broken: set[int]
) -> None:
    assert holding(change(given())) == sorted({1, 2, 3, 4, 5} - broken)


def test_a_trigger_without_filter_that_transfers_again_breaks_no_other_scenario() -> None:
    changed = with_field("Pending partner", "filter", "")(working())

    assert holding(changed) == [1, 2, 3, 4, 5]
