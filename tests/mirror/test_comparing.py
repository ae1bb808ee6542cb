"""What a stand-in shows otherwise than the live iTop is told, with what was asked."""

from __future__ import annotations

from pathlib import Path

from fake_itop.itop.instance import Itop
from tests.helpers import update
from tests.mirror.living import compared, delete, live, pull, stand_in


def test_a_value_that_differs_is_told(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there)
    found = pull(asked, there, tmp_path / "my.json", "UserRequest")
    made = stand_in(found)
    for ticket in list(made.db.store.table("UserRequest")):
        update(made, "UserRequest", ticket, {"impact": "2"})

    said = compared(asked, made, found)

    assert said.agreeing < said.reads
    assert any('.impact: live "1", the stand-in "2"' in each for each in said.differences)
    assert said.to_json()["agreeing"] == said.agreeing


def test_an_object_that_is_no_longer_there_is_told(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there)
    found = pull(asked, there, tmp_path / "my.json", "UserRequest")
    made = stand_in(found)
    delete(there, "UserRequest", 3)

    assert any("has UserRequest::3 more" in each for each in compared(asked, made, found).differences)


def test_the_same_seed_draws_the_same_reads(there: Itop, tmp_path: Path) -> None:
    asked, client = live(there)
    found = pull(asked, there, tmp_path / "my.json", "UserRequest")
    start = len(client.asked)
    for _ in range(2):
        compared(asked, stand_in(found), found, reads=20)

    assert client.asked[start : start + 20] == client.asked[start + 20 :]
