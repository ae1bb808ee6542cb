"""Replies to deletions: counts, each object's code, simulations (recordings ``delete``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, create, found, read, rest

OK, EXPLICITLY, RESET, UNSAFE = 0, 4, 5, 12


def delete(itop: Itop, cls: str, key: Any, **more: Any) -> dict[str, Any]:
    """The reply to a deletion."""
    return rest(itop, {"operation": "core/delete", "class": cls, "key": key, "comment": "c", **more})


def codes(reply: dict[str, Any]) -> dict[str, int]:
    """What becomes of each object."""
    return {name: entry["code"] for name, entry in (reply["objects"] or {}).items()}


def test_links_go_with_what_they_link(itop: Itop) -> None:
    ticket = a_ticket(itop, contacts_list=[{"contact_id": 1}])

    reply = delete(itop, "UserRequest", ticket)

    assert reply["message"] == "Deleted: 1 plus (for DB integrity) 1"
    assert codes(reply) == {"UserRequest::1": OK, "lnkContactToTicket::1": OK}
    assert found(itop, "lnkContactToTicket", "SELECT lnkContactToTicket") == []


def test_a_key_that_may_be_empty_is_reset(itop: Itop) -> None:
    parent = a_ticket(itop)
    child = a_ticket(itop, parent_request_id=parent)

    reply = delete(itop, "UserRequest", parent)

    assert codes(reply) == {"UserRequest::1": OK, "UserRequest::2": RESET}
    assert reply["objects"]["UserRequest::2"]["message"].startswith("Reset external keys: ")
    assert read(itop, "UserRequest", child, "parent_request_id") == {"parent_request_id": "0"}


def test_a_simulation_names_what_stands_in_the_way(itop: Itop) -> None:
    reply = delete(itop, "Organization", 1, simulate=True)

    assert reply["code"] == 100
    assert reply["message"].startswith("SIMULATING: Some issues have been encountered. ")
    assert codes(reply)["Person::1"] == EXPLICITLY
    said = "Must be deleted explicitely... but: Person::1 Must be deleted manually"
    assert reply["objects"]["Person::1"]["message"] == said


def test_a_simulation_over_several_objects_calls_it_unsafe(itop: Itop) -> None:
    create(itop, "Organization", {"name": "O"})

    reply = delete(itop, "Organization", "SELECT Organization", simulate=True)

    assert reply["code"] == UNSAFE
    assert reply["message"].startswith("SIMULATING: The deletion requires that other objects be deleted/updated")


def test_of_several_objects_the_first_with_something_in_its_way_is_named(itop: Itop) -> None:
    other = create(itop, "Organization", {"name": "A"})
    create(itop, "Team", {"name": "T", "org_id": other})

    message = delete(itop, "Organization", "SELECT Organization")["message"]

    assert message.endswith(f"target_id = {other}, issues = Team::2 Must be deleted manually")


def test_what_goes_along_and_what_is_in_the_way_stand_in_one_order(itop: Itop) -> None:
    team = create(itop, "Team", {"name": "T", "org_id": 1, "persons_list": [{"person_id": 1}]})
    create(itop, "WorkOrder", {"name": "W", "description": "d", "team_id": team, "ticket_id": a_ticket(itop)})

    found = codes(delete(itop, "Team", team, simulate=True))

    assert list(found.items()) == [("Team::2", OK), ("lnkPersonToTeam::1", OK), ("WorkOrder::1", EXPLICITLY)]


@pytest.mark.parametrize("simulate", [True, 1, "yes", [0]])
def test_a_simulation_changes_nothing(itop: Itop, simulate: Any) -> None:
    ticket = a_ticket(itop)
    before = itop.snapshot()

    assert delete(itop, "UserRequest", ticket, simulate=simulate)["message"] == "SIMULATING: Deleted: 1"
    assert itop.snapshot() == before


@pytest.mark.parametrize("simulate", [False, 0, "0", "", None])
def test_what_php_calls_empty_is_no_simulation(itop: Itop, simulate: Any) -> None:
    assert delete(itop, "UserRequest", a_ticket(itop), simulate=simulate)["message"] == "Deleted: 1"


def test_a_key_that_means_nothing_deletes_nothing(itop: Itop) -> None:
    reply = delete(itop, "UserRequest", 99)

    assert (reply["code"], reply["message"], reply["objects"]) == (0, "Deleted: 0", None)


def test_nothing_is_reset_in_what_goes_too(itop: Itop) -> None:
    a_ticket(itop, parent_request_id=a_ticket(itop))

    reply = delete(itop, "UserRequest", "SELECT UserRequest")

    assert codes(reply) == {"UserRequest::1": OK, "UserRequest::2": OK}


def test_the_history_keeps_the_name_of_what_is_gone(itop: Itop) -> None:
    delete(itop, "UserRequest", a_ticket(itop))

    shown = read(itop, "CMDBChangeOpDelete", {"fclass": "UserRequest"}, "fname")

    assert shown == {"fname": "R-000001"}


def test_what_must_be_deleted_by_hand_refuses_the_whole(itop: Itop) -> None:
    reply = delete(itop, "Organization", 1)

    assert reply["code"] == 100
    assert reply["message"].startswith("Error: Found issue(s): target_class = Organization, target_id = 1, issues = ")
    assert "Person::1 Must be deleted manually" in reply["message"]
    assert found(itop, "Organization", 1) == [1]


def test_ids_are_not_given_out_again(itop: Itop) -> None:
    ticket = a_ticket(itop)
    delete(itop, "UserRequest", ticket)

    assert a_ticket(itop) == ticket + 1
