"""A further profile is data and nothing else: a made-up one works everywhere without a line of code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fake_itop.datamodel import Base
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.matrix import Pairing, play_matrix
from fake_itop.profiles import RULES, Component, UnknownProfileError, Version, VersionProfile, find
from tests.helpers import a_ticket, an_itop, read


def made_up(folder: Path) -> VersionProfile:
    """iTop 3.1.2 with a newer webhook extension, teams that are called by name, and one brand less."""
    older = find("3.1")
    design, install = folder / "design.xml", folder / "install.json"
    design.write_text(
        '<itop_design><classes><class id="Ticket"><fields><field id="team_name">'
        '<target_attcode _delta="redefine">name</target_attcode></field></fields></class></classes></itop_design>'
    )
    install.write_text('{"objects": {"Brand": {"13": null}}}')
    base = Base("made up", (*older.base.designs, design), older.base.dictionaries)
    versions = {**older.versions, Component.WEBHOOK: Version.of("1.4.3")}
    return replace(older, name="made up", versions=versions, base=base, install=(*older.install, install))


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> VersionProfile:
    return made_up(tmp_path_factory.mktemp("third"))


def test_an_instance_imitates_it(third: VersionProfile) -> None:
    itop = an_itop(model=third.datamodel(["transfer"]), profile=third)
    ticket = a_ticket(itop, description="<p>a &amp; b</p>")

    assert read(itop, "UserRequest", ticket, "description", "team_name") == {
        "description": "<p>a &amp;amp; b</p>",
        "team_name": "",
    }
    assert len(itop.db.store.table("Brand")) == len(third.clean_install["objects"]["Brand"]) == 12


def test_each_of_its_rules_is_chosen_by_its_versions(third: VersionProfile) -> None:
    of_the_extension = {rule.name: third.variant(rule).since for rule in RULES if rule.component is Component.WEBHOOK}

    assert of_the_extension == {
        "json-payload": "1.4.2",
        "callback-object": "1.4.1",
        "callback-method": None,
        "payload-check": "1.4.2",
        "record-headers": None,
    }
    assert all(third.variant(rule) is find("3.1").variant(rule) for rule in RULES if rule.component is Component.ITOP)


@pytest.fixture(scope="module")
def pairings(third: VersionProfile) -> list[Pairing]:
    return play_matrix(Laboratory("working").bench, [find("3.2"), third])


def test_the_matrix_plays_it(pairings: list[Pairing]) -> None:
    wrong = {
        (pairing.ours.name, pairing.partner.name): [
            outcome.trial.name for outcome in pairing.outcomes if not outcome.holds
        ]
        for pairing in pairings
    }

    assert wrong == {
        ("3.2", "3.2"): [],
        ("3.2", "made up"): ["resolution", "exchange", "with quotes"],
        ("made up", "3.2"): [],
        ("made up", "made up"): ["resolution", "exchange", "with quotes"],
    }


def test_what_does_not_hold_is_put_down_to_the_rule_that_it_comes_from(pairings: list[Pairing]) -> None:
    causes = {str(cause) for pairing in pairings for outcome in pairing.outcomes for cause in outcome.causes}

    assert causes == {"partner: In which order a trigger's actions run (otherwise since iTop 3.2.0)"}


def test_a_profile_is_composed_with_another_extension_by_the_rules_of_both() -> None:
    composed = find("3.1+1.4.6")

    for rule in RULES:
        source = find("3.2" if rule.component is Component.WEBHOOK else "3.1")
        assert composed.variant(rule) is source.variant(rule), rule.name
    assert find("3.1+1.3.3") is find("3.1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("3.0+1.4.6", "profile 3.0 is not known with webhook extension '1.4.6'; known are 1.3.3, 1.2.1"),
        ("3.4+1.4.6", "no version profile '3.4'; did you mean 3.2 or 3.1 or 3.0?"),
    ],
)
def test_an_unknown_combination_is_refused_with_those_that_are_known(name: str, said: str) -> None:
    with pytest.raises(UnknownProfileError) as refused:
        find(name)

    assert str(refused.value) == said
