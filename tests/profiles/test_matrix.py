"""Which pairs of versions hold, in agreement with what two real pairs were recorded to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance.corpus import CORPORA
from fake_itop.cli.main import cli
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.matrix import Outcome, Pairing, play_matrix
from fake_itop.explore.report.matrix import page
from fake_itop.profiles import PROFILES, find
from fake_itop.profiles.rules import ACTION_ORDER, CALLBACK_OBJECT, JSON_PAYLOAD


@pytest.fixture(scope="module")
def pairings() -> Mapping[tuple[str, str], Pairing]:
    """The matrix of the working wiring."""
    played = play_matrix(Laboratory("working").bench, list(PROFILES.values()))
    return {(pairing.ours.name, pairing.partner.name): pairing for pairing in played}


def outcome(pairing: Pairing, name: str) -> Outcome:
    (found,) = (each for each in pairing.outcomes if each.trial.name == name)
    return found


def broken(pairing: Pairing) -> list[str]:
    return [each.trial.name for each in pairing.outcomes if not each.holds]


def test_it_holds_from_3_2_or_3_0_to_3_2_alone(pairings: Mapping[tuple[str, str], Pairing]) -> None:
    later, all_of_it = ["resolution", "exchange", "with quotes"], ["transfer", "resolution", "exchange", "with quotes"]

    assert {pair: broken(pairing) for pair, pairing in pairings.items()} == {
        ("3.2", "3.2"): [],
        ("3.2", "3.1"): later,
        ("3.2", "3.0"): later,
        ("3.1", "3.2"): ["transfer", "exchange", "with quotes"],
        ("3.1", "3.1"): all_of_it,
        ("3.1", "3.0"): all_of_it,
        ("3.0", "3.2"): [],
        ("3.0", "3.1"): later,
        ("3.0", "3.0"): later,
    }


def test_each_cause_is_named_with_its_side(pairings: Mapping[tuple[str, str], Pairing]) -> None:
    def causes(pair: tuple[str, str], name: str) -> set[tuple[str, Any]]:
        return {(cause.side, cause.rule) for cause in outcome(pairings[pair], name).causes}

    assert causes(("3.2", "3.1"), "resolution") == {("partner", ACTION_ORDER)}
    assert causes(("3.2", "3.1"), "exchange") == {("partner", ACTION_ORDER)}
    assert causes(("3.2", "3.1"), "with quotes") == {("partner", ACTION_ORDER), ("partner", JSON_PAYLOAD)}
    assert causes(("3.1", "3.2"), "exchange") == {("ours", CALLBACK_OBJECT)}
    assert causes(("3.1", "3.2"), "transfer") == {("ours", CALLBACK_OBJECT), ("ours", JSON_PAYLOAD)}


def cases(profile: str, area: str) -> Iterator[list[dict[str, Any]]]:
    """The steps of each recorded case of an area."""
    for case in json.loads((CORPORA[profile] / f"{area}.json").read_text("utf-8")):
        yield case["steps"]


def shown(steps: list[dict[str, Any]], to: str, cls: str, code: str) -> list[str]:
    """The values of an attribute in all replies of a side."""
    replies = (step["reply"].get("json") or {} for step in steps if step["to"] == to)
    entries = (entry for reply in replies for entry in (reply.get("objects") or {}).values())
    return [entry["fields"][code] for entry in entries if entry["class"] == cls and code in entry["fields"]]


@pytest.mark.parametrize("profile", ["3.2", "3.1", "3.0"])
def test_a_remote_id_is_kept_where_it_was_recorded_to_be(
    pairings: Mapping[tuple[str, str], Pairing], profile: str
) -> None:
    """In each recorded exchange some ticket got to the partner, and names ours."""
    recorded = [
        any(int(value) for value in shown(steps, "ours", "UserRequest", "remote_ticketid"))
        for steps in cases(profile, "exchange")
        if any(int(value) for value in shown(steps, "partner", "UserRequest", "remote_ticketid"))
    ]

    lost = any("do not name each other" in each for each in outcome(pairings[profile, profile], "exchange").complaints)
    assert set(recorded) == {not lost}


@pytest.mark.parametrize("profile", ["3.2", "3.1", "3.0"])
def test_a_quoted_title_gets_to_the_partner_where_it_was_recorded_to(
    pairings: Mapping[tuple[str, str], Pairing], profile: str
) -> None:
    (steps,) = (
        case["steps"]
        for case in json.loads((CORPORA[profile] / "transfer.json").read_text("utf-8"))
        if case["name"] == "1 identify: partner and state"
    )
    arrived = bool(shown(steps, "partner", "UserRequest", "title"))

    assert arrived is ("the partner got no ticket" not in outcome(pairings[profile, profile], "with quotes").complaints)
    assert arrived is outcome(pairings[profile, profile], "transfer").holds


def test_nothing_is_ever_pushed_on_3_1_as_recorded(pairings: Mapping[tuple[str, str], Pairing]) -> None:
    pushes = [
        hook
        for area in ("transfer", "exchange")
        for steps in cases("3.1", area)
        for step in steps
        for hook in step.get("webhooks", [])
        if hook["to"] == "partner" and '"core/update"' in hook["form"]["json_data"]
    ]

    assert pushes == []
    assert any("entry-lost" in each for each in outcome(pairings["3.1", "3.1"], "exchange").complaints)


def test_the_page_names_pairs_and_causes(pairings: Mapping[tuple[str, str], Pairing]) -> None:
    shown_page = page(list(pairings.values()), "working")

    assert "3.1 → 3.2" in shown_page
    assert "What a response callback stores (otherwise since combodo-webhook-integration 1.4.1)" in shown_page
    assert "<script" not in shown_page


def test_the_command_prints_json_and_fails_where_a_pair_does(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["matrix", "--json", "--html", str(tmp_path / "m.html")], standalone_mode=False)

    found = {(each["ours"], each["partner"]): each for each in json.loads(result.output)["pairings"]}
    assert result.return_value == 1
    assert found["3.2", "3.2"]["holds"]
    assert found["3.1", "3.2"]["trials"][5]["causes"][0]["rule"] == "callback-object"
    assert (tmp_path / "m.html").read_text("utf-8").startswith("<!doctype html>")


def test_an_unknown_wiring_is_refused() -> None:
    result = CliRunner().invoke(cli, ["matrix", "--wiring", "nope"], standalone_mode=False)

    assert "nope" in str(result.exception)


def test_a_wiring_of_others_than_a_pair_is_refused() -> None:
    result = CliRunner().invoke(cli, ["matrix", "--wiring", "ring"], standalone_mode=False)

    assert "right would be one of ours and partner" in str(result.exception)


def test_what_fails_on_the_newest_too_is_put_down_to_no_version() -> None:
    (pairing,) = play_matrix(Laboratory("tutorial").bench, [find("3.1")])

    assert not outcome(pairing, "push details").holds
    assert outcome(pairing, "push details").causes == ()
    assert outcome(pairing, "transfer").causes != ()


def test_without_the_rules_that_are_named_it_holds() -> None:
    older = find("3.1").with_variants(
        {rule.name: find("3.2").variant(rule) for rule in (CALLBACK_OBJECT, ACTION_ORDER)}
    )
    pairs = play_matrix(Laboratory("working").bench, [older])

    assert "exchange" not in broken(pairs[0])
