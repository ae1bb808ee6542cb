"""``output_fields`` and pages (recordings ``get``; docs/itop/rest.md)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, create, http, rest, update


@pytest.fixture(autouse=True)
def _tickets(itop: Itop) -> None:
    for title in ("a", "b", "c", "d", "e"):
        a_ticket(itop, title=title)


def get(itop: Itop, cls: str = "UserRequest", key: Any = "SELECT UserRequest", **more: Any) -> dict[str, Any]:
    return rest(itop, {"operation": "core/get", "class": cls, "key": key, **more})


def shown(itop: Itop, fields: Any, cls: str = "UserRequest", key: Any = 1) -> list[str]:
    (entry,) = get(itop, cls, key, output_fields=fields)["objects"].values()
    return list(entry["fields"])


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("title,id", ["title", "id"]),
        (" title , id ", ["title", "id"]),
        ("title,id,title", ["title", "id"]),
        ("friendlyname", ["friendlyname"]),
        ("org_id_friendlyname,org_name", ["org_id_friendlyname", "org_name"]),
    ],
)
def test_fields_show_once_in_the_order_in_which_they_are_asked_for(itop: Itop, fields: str, codes: list[str]) -> None:
    assert shown(itop, fields) == codes


@pytest.mark.parametrize("fields", [None, "*"])
def test_a_star_is_all_of_the_class_but_the_id(itop: Itop, fields: Any) -> None:
    assert shown(itop, fields) == list(itop.model["UserRequest"].attributes)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [("", ""), ("nope", "nope"), ("id,nope", "nope"), ("Title", "Title"), ("*,id", "*"), ("id;title", "id;title")],
)
def test_what_is_no_attribute_is_refused_by_name(itop: Itop, fields: str, wrong: str) -> None:
    reply = get(itop, output_fields=fields)

    assert reply == {"code": 100, "message": f"Error: output_fields: invalid attribute code '{wrong}'"}


def test_an_attribute_of_a_class_below_is_none_of_the_class_asked_for(itop: Itop) -> None:
    assert get(itop, "Ticket", 1, output_fields="status")["code"] == 100


def test_a_star_shows_what_all_tickets_have_and_a_plus_what_each_has(itop: Itop) -> None:
    assert "impact" not in shown(itop, "*", "Ticket")
    assert "impact" in shown(itop, "*+", "Ticket")


def test_objects_of_another_class_show_their_id_and_name(itop: Itop) -> None:
    assert shown(itop, "friendlyname", "UserRequest", "SELECT Person") == ["id", "friendlyname"]


def test_a_plus_shows_all_of_linked_objects_too(itop: Itop) -> None:
    create(itop, "Server", {"name": "s", "org_id": 1, "contacts_list": [{"contact_id": 1}]})

    def links(fields: str) -> set[str]:
        (entry,) = get(itop, "Contact", "SELECT Person", output_fields=fields)["objects"].values()
        (link,) = entry["fields"]["cis_list"]
        return set(link)

    assert links("*") <= links("*+")


def test_keys_and_numbers_show_as_texts_and_nothing_as_an_empty_one(itop: Itop) -> None:
    (entry,) = get(itop, key=1, output_fields="id,org_id,agent_id,remote_ticketid,close_date")["objects"].values()

    assert entry["fields"] == {"id": "1", "org_id": "1", "agent_id": "0", "remote_ticketid": "0", "close_date": ""}


def test_circles_of_link_sets_break_a_real_itop_and_one_request_here(itop: Itop) -> None:
    """Persons are in teams which have persons: with a plus, each shows the other."""
    create(itop, "Team", {"name": "T", "org_id": 1, "persons_list": [{"person_id": 1}]})
    data = {"operation": "core/get", "class": "Person", "key": 1, "output_fields": "*+"}

    first, second = http(itop, data), http(itop, data)

    assert first == second
    assert first.status in (200, 500)


# Pages


def page(itop: Itop, limit: Any = None, number: Any = None) -> list[str]:
    reply = get(itop, output_fields="id", limit=limit, page=number)
    assert reply["message"] == "Found: 5"  # of all, whatever the page
    return [entry["key"] for entry in (reply["objects"] or {}).values()]


@pytest.mark.parametrize(
    ("limit", "number", "keys"),
    [
        (None, None, "54321"),
        (0, 1, "54321"),
        (0, 7, "54321"),
        (-1, 1, "54321"),
        (2, 1, "54"),
        (2, 3, "1"),
        (2, 4, ""),
        ("2", "2", "32"),
        (2, None, "54"),
        (5, 1, "54321"),
        (6, 1, "54321"),
    ],
)
def test_a_page_is_a_part_of_what_is_found(itop: Itop, limit: Any, number: Any, keys: str) -> None:
    assert page(itop, limit, number) == list(keys)


@pytest.mark.parametrize("number", [0, -1, "x", False])
def test_pages_count_from_one(itop: Itop, number: Any) -> None:
    message = "The request page number is not valid. It must be an integer greater than 0"

    assert get(itop, limit=2, page=number) == {"code": 13, "message": message, "objects": None}


def test_pages_do_not_overlap_and_leave_nothing_out(itop: Itop) -> None:
    assert [key for number in (1, 2, 3) for key in page(itop, 2, number)] == list("54321")


# Replies


def test_nothing_found_shows_as_null(itop: Itop) -> None:
    assert get(itop, key=99) == {"code": 0, "message": "Found: 0", "objects": None}


def test_an_object_stands_under_its_own_class_and_id(itop: Itop) -> None:
    ((name, entry),) = get(itop, "Ticket", 1, output_fields="id")["objects"].items()

    assert name == "UserRequest::1"
    assert entry == {"code": 0, "message": "", "class": "UserRequest", "key": "1", "fields": {"id": "1"}}


@pytest.mark.parametrize("fields", [{}, {"title": "a"}, {"title": "z"}])
def test_writing_says_updated_whether_or_not_anything_changed(itop: Itop, fields: dict[str, Any]) -> None:
    reply = update(itop, "UserRequest", 1, fields)

    assert reply["message"] is None
    assert reply["objects"]["UserRequest::1"]["message"] == "updated"


@pytest.mark.parametrize(
    ("codes", "name"), [("manager_id_friendlyname, team_list", " "), ("team_list, manager_id_friendlyname", "")]
)
def test_a_link_set_loads_the_whole_object_for_what_is_shown_after_it(itop: Itop, codes: str, name: str) -> None:
    data = {"operation": "core/get", "class": "Person", "key": 1, "output_fields": codes}

    assert rest(itop, data)["objects"]["Person::1"]["fields"]["manager_id_friendlyname"] == name
