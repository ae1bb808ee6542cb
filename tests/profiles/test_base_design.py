"""Base design and clean install of other versions and editions are what a real one says, shipped as deltas."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.datamodel import STANDARD, Datamodel, Design
from fake_itop.datamodel.deltas import merge
from fake_itop.datamodel.reader import parse
from fake_itop.profiles import DEFAULT, find
from fake_itop.profiles.known import folder_of
from tests.profiles.conftest import FACTS
from tools.build.profiles.delta import design_delta


def test_it_holds_the_classes_in_their_order(facts: dict[str, Any], other: Datamodel) -> None:
    assert list(other.classes) == list(facts)


def test_output_order_is_a_real_ones(facts: dict[str, Any], other: Datamodel) -> None:
    assert {cls.name: list(cls.attributes) for cls in other} == {
        name: fact["output_order"] for name, fact in facts.items()
    }


def test_classes_are_called_and_sorted_as_in_a_real_one(facts: dict[str, Any], other: Datamodel) -> None:
    got = {cls.name: (cls.label, cls.category, cls.naming.format, cls.order_by) for cls in other}

    assert got == {
        name: (fact["label"], fact["category"], fact["friendlyname"][0], fact["order_by"])
        for name, fact in facts.items()
    }


def test_attributes_are_of_a_real_ones_kind_and_label(facts: dict[str, Any], other: Datamodel) -> None:
    """The facts speak of one that came with the tutorial's delta; it is not in the order of output."""
    expected = {
        (name, code): (found["type"], found["label"])
        for name, fact in facts.items()
        for code, found in fact["attributes"].items()
        if code in fact["output_order"]
    }
    got = {
        (name, code): (other[name].attributes[code].type_name, other[name].attributes[code].label)
        for name, code in expected
    }

    assert got == expected


def test_only_what_differs_is_shipped() -> None:
    standard = sum(path.stat().st_size for path in (*STANDARD.designs, *STANDARD.dictionaries))

    for profile, times in (("3.1", 20), ("3.0", 5), ("3.2-itil", 2)):
        assert sum(path.stat().st_size for path in folder_of(profile).iterdir() if path.is_file()) * times < standard


@pytest.mark.parametrize("version", ["3.1", "3.0"])
@pytest.mark.parametrize(
    ("name", "letters"), [("EventWebhook", "r"), ("SynchroLog", "r"), ("Event", "r"), ("ActionWebhook", "")]
)
def test_what_has_no_rights_by_profile_is_read_by_all(version: str, name: str, letters: str) -> None:
    assert find(version).datamodel().profiles["Support Agent"].rights.get(name, "") == letters


@pytest.mark.parametrize("profile", ["3.0", "3.2-itil"])
def test_rights_are_those_that_were_recorded(profile: str) -> None:
    profiles = find(profile).datamodel().profiles

    for name, fact in FACTS[profile]["rights"].items():
        recorded = {cls: set(letters) for letters, members in fact["rights"].items() for cls in members}
        assert {cls: set(letters) for cls, letters in profiles[name].rights.items() if letters} == recorded, name


def test_a_clean_install_lacks_what_came_with_3_2() -> None:
    newer, earlier = find("3.2").clean_install, find("3.1").clean_install

    assert set(newer["objects"]) - set(earlier["objects"]) == {"ActionNewsroom"}
    assert (newer["next_id"]["Action"], earlier["next_id"]["Action"]) == (5, 2)
    assert "subscription_policy" not in json.dumps(earlier)


DESIGN = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><classes>{}</classes></itop_design>'


def cls(name: str, *fields: str, label: str = "x") -> str:
    inner = "".join(f'<field id="{code}" xsi:type="AttributeString"/>' for code in fields)
    return f'<class id="{name}"><properties><category>{label}</category></properties><fields>{inner}</fields></class>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([cls("A", "a"), cls("B", "b")], [cls("B", "b"), cls("A", "a")]),
        ([cls("A", "a", "b", "c")], [cls("A", "c", "x", "a", "b")]),
        ([cls("A", "a", label="one")], [cls("A", "a", label="two"), cls("C", "c")]),
        ([cls("A", "a")], [cls("C"), cls("A")]),
        ([cls("A", "a")], [cls("A", "a")]),
    ],
)
def test_a_delta_makes_the_one_design_of_the_other(old: list[str], new: list[str]) -> None:
    before, after = DESIGN.format("".join(old)), DESIGN.format("".join(new))
    root = parse(Design("old", before.encode()))

    merge(root, parse(Design("delta", design_delta(before, after, " note ").encode())))

    assert [_shape(found) for found in root] == [_shape(found) for found in parse(Design("new", after.encode()))]


def _shape(element: Any) -> Any:
    return (element.tag, element.get("id"), (element.text or "").strip(), [_shape(child) for child in element])


def test_building_them_anew_leaves_no_difference(tmp_path: Path) -> None:
    from tools.build.profiles.__main__ import main  # noqa: PLC0415 - what is not shipped

    facts, target = tmp_path / "facts", tmp_path / "built"
    for folder in (facts, facts.with_name("facts-itil"), target):
        folder.mkdir()
    for profile, parts in FACTS.items():
        version, _, edition = profile.partition("-")
        ending = "" if version == DEFAULT.name else f"-{version}"
        for name, found in parts.items():
            file = facts.with_name(f"facts-{edition}" if edition else "facts") / f"{name}{ending}.json"
            file.write_text(json.dumps(found), encoding="utf-8")

    main(facts, Path(__file__).parents[2] / "conformance", target)

    for folder in map(folder_of, ("3.1", "3.0", "3.2-itil")):
        for path in folder.iterdir():
            if path.is_file():
                assert (target / folder.name / path.name).read_text("utf-8") == path.read_text("utf-8")
