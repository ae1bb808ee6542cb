"""Integrations with names of their own are understood as those of the tutorial are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pytest

from fake_itop.explore import FAULTS, Finds, Opening, allowed, explore, look
from fake_itop.explore.laboratory import Laboratory
from fake_itop.integration.wiring import load as load_wiring
from fake_itop.values.names import InputError

OWN = {
    "remote_ticketid": "provider_ref",
    "pending_partner": "at_provider",
    "ev_pendingpartner": "ev_to_provider",
    "ev_partnerupdate": "ev_from_provider",
    "partner_id": "provider_id",
}


OF_INCIDENTS = {**OWN, "UserRequest": "Incident", "SetExternalID": "KeepTheirs"}


def renamed(name: str, folder: Path, names: Mapping[str, str] = OWN) -> Path:
    """A file of the kit with all names replaced by others."""
    text = resources.files("fake_itop.integration").joinpath(name).read_text("utf-8")
    for old, new in names.items():
        text = text.replace(old, new)
    path = folder / Path(name).name
    path.write_text(text, "utf-8")
    return path


def opened(wiring: str, folder: Path) -> Opening:
    """A wiring of the kit in which all names are others."""
    design = renamed("design.xml", folder)
    return Laboratory(str(renamed(f"wirings/{wiring}.json", folder)), design=(design,)).open()


def test_the_names_of_the_tutorial_are_read_from_its_wiring() -> None:
    terms = Laboratory("working").open().terms

    assert {tickets.remote_id for tickets in terms.tickets.values()} == {"remote_ticketid"}
    assert terms.transferred == {"pending_partner"}
    assert terms.tickets["ours"].transitions["pending_partner"] == {"assigned"}


def test_other_names_are_read_from_the_wiring_and_the_design(tmp_path: Path) -> None:
    opening = opened("working", tmp_path)

    assert {tickets.remote_id for tickets in opening.terms.tickets.values()} == {"provider_ref"}
    assert opening.terms.transferred == {"at_provider"}
    assert [act.stimulus for act in opening.acts if act.is_transfer] == ["ev_to_provider"]


def test_a_wiring_that_makes_nothing_at_another_instance_is_told_that_there_is_nothing_to_play(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"base": "working", "changes": [{"of": "transfer", "drop": True}]}), "utf-8")
    text = path.read_text("utf-8").replace('"drop": true}', '"drop": true}, {"of": "Pending partner", "drop": true}')
    path.write_text(text, "utf-8")

    with pytest.raises(InputError, match="nothing to play, as no action of a trigger makes an object at another"):
        Laboratory(str(path)).open()


def verdicts(finds: Finds) -> list[tuple[str, int, int]]:
    return [(find.checker, find.seed, len(find.story)) for find in finds.best()]


def test_with_other_names_the_same_stories_break_the_same_promises(tmp_path: Path) -> None:
    own, tutorial = opened("tutorial", tmp_path), Laboratory("tutorial").open()
    seeds = range(20)

    assert verdicts(look(own, allowed(own, ()), seeds)) == verdicts(look(tutorial, allowed(tutorial, ()), seeds))


def told(opening: Opening, faults: tuple[str, ...]) -> list[tuple[list[str], set[str]]]:
    """What happens in the stories of some seeds, and which promises they break."""
    rules = allowed(opening, faults)
    played = (explore(opening, rules, seed) for seed in range(15))
    return [([str(step) for step in each.story], {one.checker for one in each.violations}) for each in played]


@pytest.mark.parametrize("wiring", ["working", "tutorial"])
@pytest.mark.parametrize("faults", [(), FAULTS], ids=["no faults", "all faults"])
def test_with_other_names_and_on_another_class_all_goes_the_same_story_for_story(
    wiring: str, faults: tuple[str, ...], tmp_path: Path
) -> None:
    design = renamed("design.xml", tmp_path, OF_INCIDENTS)
    file = str(renamed(f"wirings/{wiring}.json", tmp_path, OF_INCIDENTS))
    incidents = Laboratory(file, design=(design,), profile="3.2-itil").open()

    assert told(incidents, faults) == told(Laboratory(wiring).open(), faults)


def test_without_its_design_a_wiring_of_other_names_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="provider_"):
        Laboratory(str(renamed("wirings/working.json", tmp_path))).open()


def test_somebody_has_to_sit_at_the_consoles(tmp_path: Path) -> None:
    config = tmp_path / "users.toml"
    config.write_text('[[users]]\nlogin = "rest"\npassword = "x"\nprofiles = ["REST Services User"]\n', "utf-8")

    with pytest.raises(InputError, match="nobody has the profile 'Administrator'"):
        Laboratory("working", config).open()


def test_a_wiring_names_the_designs_that_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"design": ["robust", "more.xml"], "steps": []}), "utf-8")

    assert load_wiring(path).design == ("robust", tmp_path / "more.xml")
