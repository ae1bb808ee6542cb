"""Link sets are written as a whole (recordings ``linkset``; docs/itop/rest.md)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.values.budget import Limits, budgeted
from tests.helpers import a_ticket, create, found, http, read, update


@pytest.fixture(autouse=True)
def _ticket(itop: Itop) -> None:
    a_ticket(itop)
    create(itop, "Person", {"name": "B", "first_name": "Ann", "org_id": 1})


def contacts(itop: Itop, value: Any) -> list[str]:
    """The contacts after a set was written."""
    reply = update(itop, "UserRequest", 1, {"contacts_list": value})
    assert reply["code"] == 0, reply["message"]
    return [link["contact_id"] for link in read(itop, "UserRequest", 1, "contacts_list")["contacts_list"]]


def set_refusal(itop: Itop, value: Any) -> str:
    message: str = update(itop, "UserRequest", 1, {"contacts_list": value})["message"]
    return message


@pytest.mark.parametrize("value", ["4", 4, None, True, {}, {"contact_id": 1}])
def test_a_set_is_an_array(itop: Itop, value: Any) -> None:
    assert set_refusal(itop, value) == "Error: contacts_list: A link set must be defined by an array of objects"


def test_a_link_to_nobody_names_set_and_key(itop: Itop) -> None:
    assert set_refusal(itop, [{"contact_id": 99}]) == "Error: contacts_list: contact_id: Invalid object Contact::99"


def test_a_refused_link_leaves_the_others_as_they_were(itop: Itop) -> None:
    contacts(itop, [{"contact_id": 1}])

    set_refusal(itop, [{"contact_id": 2}, {"contact_id": 99}])

    assert contacts(itop, [{"contact_id": 1}]) == ["1"]


def test_what_is_not_named_goes(itop: Itop) -> None:
    contacts(itop, [{"contact_id": 1}])

    assert contacts(itop, [{"contact_id": 2}]) == ["2"]
    assert contacts(itop, []) == []


def test_a_link_that_stays_keeps_its_id(itop: Itop) -> None:
    contacts(itop, [{"contact_id": 1}])
    before = found(itop, "lnkContactToTicket", {"contact_id": 1})

    contacts(itop, [{"contact_id": 1}, {"contact_id": 2}])

    assert found(itop, "lnkContactToTicket", {"contact_id": 1}) == before


def test_two_links_to_one_object_are_one(itop: Itop) -> None:
    assert contacts(itop, [{"contact_id": 1}, {"contact_id": 1}]) == ["1"]


def test_what_is_no_object_in_the_array_is_passed_over(itop: Itop) -> None:
    assert contacts(itop, ["x", 4, {"contact_id": 1}]) == ["1"]


def test_a_link_without_a_far_end_is_passed_over(itop: Itop) -> None:
    assert contacts(itop, [{}]) == []


def test_a_set_does_not_show_the_key_that_points_back(itop: Itop) -> None:
    contacts(itop, [{"contact_id": 1}])

    (link,) = read(itop, "UserRequest", 1, "contacts_list")["contacts_list"]

    assert "ticket_id" not in link
    assert "ticket_ref" not in link


def test_new_objects_of_a_set_must_be_unique_among_each_other_too(itop: Itop) -> None:
    """Otherwise one of them would be refused with the others written already."""
    twin = {"name": "N", "first_name": "F", "org_id": 1, "employee_number": "E1"}
    location = create(itop, "Location", {"name": "L", "org_id": 1})
    before = itop.snapshot()

    reply = update(itop, "Location", location, {"person_list": [twin, {**twin, "first_name": "G"}]})

    assert reply["message"].startswith("Error: Object already exists: Person (employee_number): issues = ")
    assert itop.snapshot() == before


def test_new_objects_of_a_set_that_differ_where_it_counts_are_all_made(itop: Itop) -> None:
    person = {"name": "N", "first_name": "F", "org_id": 1}
    numbered = [{**person, "employee_number": number} for number in ("E1", "E2", "", "")]
    location = create(itop, "Location", {"name": "L", "org_id": 1, "person_list": numbered})

    assert len(found(itop, "Person", {"location_id": location})) == 4


def test_each_link_costs_the_same_however_many_are_made_with_it(itop: Itop) -> None:
    people = [create(itop, "Person", {"name": f"P{n}", "first_name": "x", "org_id": 1}) for n in range(60)]
    links = [{"contact_id": person} for person in people]
    with budgeted(Limits()) as budget:
        create(itop, "UserRequest", {"org_id": 1, "title": "t", "description": "d", "contacts_list": links})

    assert budget.spent["rows"] < 10 * len(links)


@pytest.mark.parametrize("given", [[{"title": "T"}], [{"nope": 1}]])
def test_objects_of_an_abstract_class_cannot_be_made_in_a_link_set(itop: Itop, given: list[dict[str, Any]]) -> None:
    data = {"operation": "core/update", "class": "Person", "key": 1, "comment": "c"}

    reply = http(itop, {**data, "fields": {"tickets_list": given}})

    assert reply.status == 500
