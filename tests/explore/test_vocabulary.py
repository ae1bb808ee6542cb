"""Integrations with names of their own are understood as those of the tutorial are."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from fake_itop.datamodel import load
from fake_itop.explore import Moves, allowed, look
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.vocabulary import VocabularyError, vocabulary
from fake_itop.integration.wiring import load as load_wiring
from fake_itop.values.names import InputError

OWN = {
    "remote_ticketid": "provider_ref",
    "pending_partner": "at_provider",
    "ev_pendingpartner": "ev_to_provider",
    "ev_partnerupdate": "ev_from_provider",
    "partner_id": "provider_id",
}


def renamed(name: str, folder: Path) -> Path:
    """A file of the kit with all names replaced by others."""
    text = resources.files("fake_itop.integration").joinpath(name).read_text("utf-8")
    for old, new in OWN.items():
        text = text.replace(old, new)
    path = folder / Path(name).name
    path.write_text(text, "utf-8")
    return path


def test_the_tutorials_names_are_known() -> None:
    terms, moves = vocabulary(load_wiring("working"), load(["transfer"]))

    assert (terms.remote_id, terms.transferred) == ("remote_ticketid", "pending_partner")
    assert moves == Moves("ev_pendingpartner", "ev_partnerupdate", "partner_id")
    assert terms.transitions["pending_partner"] == {"assigned"}


def test_other_names_are_found_in_the_wiring_and_the_design(tmp_path: Path) -> None:
    wiring, design = renamed("wirings/working.json", tmp_path), renamed("design.xml", tmp_path)
    terms, moves = vocabulary(load_wiring(wiring), load([design]))

    assert (terms.remote_id, terms.transferred) == ("provider_ref", "at_provider")
    assert moves == Moves("ev_to_provider", "ev_from_provider", "provider_id")


def test_a_design_without_a_way_to_the_partner_is_refused() -> None:
    with pytest.raises(VocabularyError, match="no transition leads from 'assigned' to 'pending_partner'"):
        vocabulary(load_wiring("working"), load([]))


def test_stories_are_played_with_other_names_too(tmp_path: Path) -> None:
    wiring, design = renamed("wirings/tutorial.json", tmp_path), renamed("design.xml", tmp_path)
    opening = Laboratory(str(wiring), design=(design,)).open()

    assert {"traffic", "echo"} <= set(look(opening, allowed(()), range(20)).candidates)


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
