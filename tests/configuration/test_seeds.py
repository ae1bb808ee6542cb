"""Seeds: objects that are made at start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fake_itop.configuration import SeedError, Seeds, read_seeds
from tests.helpers import an_itop, read, rest

TWO = """
[[objects]]
name = "acme"
class = "Organization"
fields = {name = "ACME"}

[[objects]]
class = "Person"
fields = {first_name = "Ann", name = "Smith", org_id = "@acme", function = "@@home"}
"""


def seeds(folder: Path, text: str, name: str = "seeds.toml") -> Seeds:
    (folder / name).write_text(text, "utf-8")
    return read_seeds(folder / name)


def test_objects_are_made_in_order_and_refer_to_each_other(tmp_path: Path) -> None:
    itop = an_itop()

    assert seeds(tmp_path, TWO).plant("itop", lambda asked: rest(itop, asked)) == 2
    ann = read(itop, "Person", "SELECT Person WHERE name = 'Smith'", "org_name", "function")
    assert ann == {"org_name": "ACME", "function": "@home"}


def test_json_says_the_same(tmp_path: Path) -> None:
    entry = {"class": "Organization", "fields": {"name": "ACME"}}
    itop = an_itop()
    seeds(tmp_path, json.dumps({"objects": [entry]}), "seeds.json").plant("itop", lambda asked: rest(itop, asked))

    assert read(itop, "Organization", {"name": "ACME"}, "name") == {"name": "ACME"}


def test_an_object_may_belong_into_some_instances_only(tmp_path: Path) -> None:
    text = '[[objects]]\nclass = "Organization"\nfields = {name = "A"}\nin = ["partner"]'
    planted = seeds(tmp_path, text)

    assert planted.plant("ours", lambda _: pytest.fail("it does not belong there")) == 0
    assert planted.plant("partner", accepting) == 1


def accepting(_: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"code": 0, "objects": {"X::1": {"key": "1"}}}


def test_what_itop_refuses_is_told_in_its_words_with_the_line(tmp_path: Path) -> None:
    itop = an_itop()
    planted = seeds(tmp_path, '\n[[objects]]\nname = "x"\nclass = "Spaceship"\nfields = {}')
    with pytest.raises(
        SeedError, match=r"seeds.toml:2: object 1 \(Spaceship 'x'\): refused: .*Spaceship.* \(code \d+\)"
    ):
        planted.plant("itop", lambda asked: rest(itop, asked))


def test_a_name_that_no_object_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    planted = seeds(tmp_path, TWO.replace("@acme", "@amce"))
    with pytest.raises(SeedError, match=r"object 2 \(Person\): refers to @amce, .*; did you mean acme\?"):
        planted.plant("itop", accepting)


MISTAKES = [
    ("[[objects]]\nclas = 'X'\nfields = {}", r"seeds.toml:2: objects\[0\].clas: unknown key; did you mean class\?"),
    ("[[objects]]\nclass = 'X'", r"seeds.toml:1: objects\[0\]: 'fields' is a required property"),
    ("x = ", "not TOML"),
    ("x = 1", "unknown key; expected objects"),
]


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_a_file_in_another_form_is_told_with_the_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SeedError, match=told):
        seeds(tmp_path, text)


def test_json_that_is_none_is_told_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"seeds.json:2: not JSON"):
        seeds(tmp_path, "{\n]", "seeds.json")
