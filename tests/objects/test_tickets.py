"""What a ticket does by itself: its reference, its priority, its children, what it has an effect on."""

from __future__ import annotations

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, an_itop, create, found, read, refusal, rest, stimulate, update


@pytest.fixture
def itop() -> Itop:
    return an_itop()


def test_references_are_numbered(itop: Itop) -> None:
    tickets = [a_ticket(itop), a_ticket(itop)]

    assert [read(itop, "UserRequest", ticket)["ref"] for ticket in tickets] == ["R-000001", "R-000002"]


def test_a_refused_ticket_uses_up_a_reference_but_no_id(itop: Itop) -> None:
    refusal(itop, "UserRequest", {"org_id": 1, "title": "T", "description": "D", "origin": "nope"})
    ticket = a_ticket(itop)

    assert (ticket, read(itop, "UserRequest", ticket)["ref"]) == (1, "R-000002")


def test_a_reference_that_is_given_stays(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, ref="R-9"))["ref"] == "R-9"


def test_changes_and_requests_draw_from_one_row_of_numbers(itop: Itop) -> None:
    a_ticket(itop)
    change = create(itop, "Change", {"org_id": 1, "title": "T", "description": "D"})

    assert (change, read(itop, "Change", change)["ref"]) == (2, "C-000002")


@pytest.mark.parametrize(("impact", "urgency", "priority"), [("1", "1", "1"), ("2", "3", "3"), ("3", "1", "2")])
def test_priority_follows_impact_and_urgency(itop: Itop, impact: str, urgency: str, priority: str) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, impact=impact, urgency=urgency))["priority"] == priority


def test_children_are_resolved_with_their_parent(itop: Itop) -> None:
    parent = a_ticket(itop)
    child = a_ticket(itop, parent_request_id=parent)
    stimulate(itop, parent, "ev_autoresolve", {"solution": "Both"})

    shown = read(itop, "UserRequest", child)
    assert (shown["status"], shown["solution"]) == (
        "resolved",
        "<p>Automatically resolved from [[UserRequest:1|R-000001]]</p>",
    )


def test_log_entries_go_to_the_children_too(itop: Itop) -> None:
    parent = a_ticket(itop)
    child = a_ticket(itop, parent_request_id=parent)
    update(itop, "UserRequest", parent, {"public_log": "for all"})

    assert [entry["message"] for entry in read(itop, "UserRequest", child)["public_log"]["entries"]] == ["for all"]


def test_log_entries_go_to_the_children_even_if_the_parent_is_refused(itop: Itop) -> None:
    parent = a_ticket(itop)
    child = a_ticket(itop, parent_request_id=parent)
    reply = update(itop, "UserRequest", parent, {"public_log": "for all", "origin": "nope"})

    assert reply["code"] == 100
    assert len(read(itop, "UserRequest", child)["public_log"]["entries"]) == 1
    assert read(itop, "UserRequest", parent)["public_log"]["entries"] == []


def test_what_a_ci_impacts_is_linked_as_computed(itop: Itop) -> None:
    server = create(itop, "Server", {"name": "srv", "org_id": 1})
    create(
        itop,
        "ApplicationSolution",
        {"name": "shop", "org_id": 1, "functionalcis_list": [{"functionalci_id": server}]},
    )
    ticket = a_ticket(itop, functionalcis_list=[{"functionalci_id": server}])

    links = read(itop, "UserRequest", ticket)["functionalcis_list"]
    assert [(link["functionalci_name"], link["impact_code"]) for link in links] == [
        ("shop", "computed"),
        ("srv", "manual"),
    ]


def test_computed_links_go_with_the_ci_that_they_came_from(itop: Itop) -> None:
    server = create(itop, "Server", {"name": "srv", "org_id": 1})
    solution = {"name": "shop", "org_id": 1, "functionalcis_list": [{"functionalci_id": server}]}
    create(itop, "ApplicationSolution", solution)
    ticket = a_ticket(itop, functionalcis_list=[{"functionalci_id": server}])
    update(itop, "UserRequest", ticket, {"functionalcis_list": []})

    assert read(itop, "UserRequest", ticket)["functionalcis_list"] == []


def test_computed_links_that_stay_are_not_shown_with_those_that_were_written(itop: Itop) -> None:
    server = create(itop, "Server", {"name": "srv", "org_id": 1})
    written = {"functionalcis_list": [{"functionalci_id": server}]}
    create(itop, "ApplicationSolution", {"name": "shop", "org_id": 1, **written})
    ticket = a_ticket(itop, **written)
    before = found(itop, "lnkFunctionalCIToTicket", "SELECT lnkFunctionalCIToTicket")

    data = {"operation": "core/update", "class": "UserRequest", "key": ticket, "fields": written, "comment": "c"}
    shown = rest(itop, data)["objects"][f"UserRequest::{ticket}"]["fields"]["functionalcis_list"]

    assert [link["functionalci_name"] for link in shown] == ["srv"]
    assert found(itop, "lnkFunctionalCIToTicket", "SELECT lnkFunctionalCIToTicket") == before


@pytest.mark.parametrize(("given", "kept"), [({}, "incident"), ({"request_type": "service_request"}, None)])
def test_the_subcategory_says_what_a_request_is_where_nobody_did(
    itop: Itop, given: dict[str, str], kept: str | None
) -> None:
    service = create(itop, "Service", {"name": "S", "org_id": 1})
    chosen = {"name": "Link down", "service_id": service, "request_type": "incident"}
    ticket = a_ticket(itop, servicesubcategory_id=create(itop, "ServiceSubcategory", chosen), **given)

    assert read(itop, "UserRequest", ticket)["request_type"] == (kept or given["request_type"])


def test_a_request_that_is_resolved_has_its_operational_status_in_its_history(itop: Itop) -> None:
    stimulate(itop, a_ticket(itop), "ev_autoresolve", {"solution": "S"})

    query = "SELECT CMDBChangeOpSetAttributeScalar WHERE attcode = 'operational_status'"
    (op,) = found(itop, "CMDBChangeOpSetAttributeScalar", query)
    assert read(itop, "CMDBChangeOpSetAttributeScalar", op, "oldvalue", "newvalue") == {
        "oldvalue": "ongoing",
        "newvalue": "resolved",
    }


def test_a_request_is_not_its_own_parent(itop: Itop) -> None:
    ticket = a_ticket(itop)

    reply = update(itop, "UserRequest", ticket, {"parent_request_id": ticket})
    assert reply["message"].startswith("Error: Cannot assign the Parent request to the request itself")
