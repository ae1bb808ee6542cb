"""Deleting: what goes with an object, what is reset, what stands in the way (recordings ``delete``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.instance import Itop
from tests.helpers import a_ticket, an_itop, create, found, read, rest


@pytest.fixture
def itop() -> Itop:
    return an_itop()


def delete(itop: Itop, cls: str, key: Any, **more: Any) -> dict[str, Any]:
    return rest(itop, {"operation": "core/delete", "comment": "test", "class": cls, "key": key, **more})


def test_keys_that_may_be_empty_are_reset(itop: Itop) -> None:
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    ticket = a_ticket(itop, caller_id=person)
    reply = delete(itop, "Person", person)

    assert reply["message"] == "Deleted: 1 plus (for DB integrity) 1"
    assert reply["objects"][f"UserRequest::{ticket}"]["message"] == "Reset external keys: Caller"
    assert read(itop, "UserRequest", ticket)["caller_id"] == "0"


def test_links_go_with_their_ends(itop: Itop) -> None:
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    create(itop, "Team", {"name": "T", "org_id": 1, "persons_list": [{"person_id": person}]})
    delete(itop, "Person", person)

    assert found(itop, "lnkPersonToTeam", "SELECT lnkPersonToTeam") == []


def test_what_must_be_deleted_by_hand_stands_in_the_way(itop: Itop) -> None:
    org = create(itop, "Organization", {"name": "O"})
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": org})
    reply = delete(itop, "Organization", org)

    assert reply["message"].endswith(f"issues = Person::{person} Must be deleted manually")
    assert found(itop, "Organization", org) == [org]


def test_a_simulation_deletes_nothing(itop: Itop) -> None:
    ticket = a_ticket(itop)

    assert delete(itop, "UserRequest", ticket, simulate=True)["message"] == "SIMULATING: Deleted: 1"
    assert found(itop, "UserRequest", ticket) == [ticket]


def test_ids_are_not_given_out_again(itop: Itop) -> None:
    ticket = a_ticket(itop)
    delete(itop, "UserRequest", ticket)

    assert a_ticket(itop) == ticket + 1
