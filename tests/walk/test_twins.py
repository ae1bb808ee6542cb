"""`pytest conformance --itop-url URL --walk N`, tried on a second fake that plays the user's server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance import corpus
from conformance.targets import Side, fake_single
from conformance.twins import Asked, Translation
from fake_itop.datamodel import load

ROOT = Path(__file__).parents[2]
CONFIG = corpus.SHIPPED / corpus.CONFIG
LOGIN = ("rest", "Rest-passw0rd!")
PLANTED = """<?xml version="1.0" encoding="UTF-8"?>
<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.2"><classes>
<class id="Organization" _delta="must_exist"><fields><field id="name" xsi:type="AttributeString" _delta="redefine">
<sql>name</sql><default_value/><max_size>20</max_size><is_null_allowed>false</is_null_allowed></field></fields></class>
</classes></itop_design>"""

Served = Callable[[Sequence[Path]], Side]


@pytest.fixture
def served() -> Iterator[Served]:
    """Starts a server whose ids are others than a fresh fake's."""
    with ExitStack() as stack:

        def start(designs: Sequence[Path]) -> Side:
            side = stack.enter_context(fake_single(CONFIG, "3.2", designs))
            asked = Asked(side, *LOGIN)
            for name in ("A", "B"):
                fields = {"name": name}
                asked.ask({"operation": "core/create", "class": "Organization", "comment": "c", "fields": fields})
            asked.close()
            return side

        yield start


def walk(side: Side, folder: Path, *more: str) -> str:
    command = [sys.executable, "-m", "pytest", "conformance", "--itop-url", side.root, "--walk-out", str(folder), *more]
    run = subprocess.run(
        [*command, "-q", "-n", "0", "-p", "no:cacheprovider"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return run.stdout


def test_two_alike_agree_whatever_their_ids(served: Served, tmp_path: Path) -> None:
    assert "8 passed" in walk(served([]), tmp_path, "--walk", "8")
    assert not list(tmp_path.iterdir())


def test_a_planted_difference_is_told_and_can_be_replayed_from_its_recording(served: Served, tmp_path: Path) -> None:
    design = tmp_path / "planted.xml"
    design.write_text(PLANTED)

    said = walk(served([design]), tmp_path / "walked", "--walk", "1", "--walk-seed", "4")

    assert "walk 4, step 1: " in said
    assert "at reply.json.code\n  expected 100\n  got      0\n" in said
    (case,) = corpus.load(tmp_path / "walked").cases
    assert case.steps[-1]["reply"]["json"]["message"].startswith("Error: Unexpected value for attribute 'Name' (name)")


def test_what_was_made_on_the_real_server_is_deleted(served: Served, tmp_path: Path) -> None:
    side = served([])
    walk(side, tmp_path, "--walk", "2")

    asked = Asked(side, *LOGIN)
    reply = asked.ask({"operation": "core/get", "class": "Organization", "key": "SELECT Organization"})
    asked.close()
    assert reply["json"]["message"] == "Found: 3"


@pytest.mark.parametrize(
    ("real", "fake"),
    [
        ("Invalid object Person::17", "Invalid object Person::3"),
        ("issues = {}, class = Person, id = 17", "issues = {}, class = Person, id = 3"),
        ("(manager_id) : Value not allowed [17]", "(manager_id) : Value not allowed [3]"),
        ("R-000120 since 2026-11-24 10:00:00", "R-000001 since <now>"),
        ("id = 17 of 2011-02-03", "id = 3 of 2011-02-03"),
        (
            "query = INSERT, mysql_errno = 1366, mysql_error = no",
            "query = <sql>, mysql_errno = 1366, mysql_error = <mysql>",
        ),
    ],
)
def test_texts_are_told_in_the_fakes_ids_and_words(real: str, fake: str) -> None:
    translation = Translation(load([]), {"R-000120": "R-000001"})
    translation.pair("Person", 17, 3)

    reply = translation.to_fake({"json": {"code": 100, "message": real}}, "Person")

    assert reply["json"]["message"] == fake


def test_values_are_told_by_what_they_are() -> None:
    translation = Translation(load([]))
    translation.pair("Organization", 17, 3)
    translation.pair("Team", 17, 4)
    fields = {"id": "17", "org_id": "17", "name": "17", "persons_list": [{"person_id": "17", "person_name": "17"}]}
    reply = {"json": {"objects": {"Team::17": {"class": "Team", "key": "17", "fields": fields}}}}

    told = translation.to_fake(reply, "Team")["json"]["objects"]["Team::4"]

    links = [{"person_id": "4", "person_name": "17"}]
    assert told == {
        "class": "Team",
        "key": "4",
        "fields": {"id": "4", "org_id": "3", "name": "17", "persons_list": links},
    }
