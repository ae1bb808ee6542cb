"""The client itoptop from PyPI, unmodified, at work on an instance."""

from __future__ import annotations

import pytest
from itoptop import Itop
from itoptop.exceptions import ItopError
from itoptop.schema import Schema


@pytest.fixture
def itop(rest_url: str) -> Itop:
    return Itop(rest_url, "1.3", "rest", "Rest-passw0rd!")


@pytest.fixture
def organizations(itop: Itop) -> Schema:
    return itop.schema("Organization")


def find(schema: Schema, code: str, **query: str) -> list[str]:
    """One attribute of all that is found; the client gives a single object without a list around it."""
    found = schema.find(query)
    return [entry[code] for entry in (found if isinstance(found, list) else [found])]


def test_it_creates_and_finds(organizations: Schema) -> None:
    organizations.insert([{"name": "Created", "code": "C"}])

    assert find(organizations, "code", name="Created") == ["C"]


def test_it_updates_exactly_one(organizations: Schema) -> None:
    organizations.insert([{"name": "Before"}])
    organizations.update({"name": "Before"}, {"name": "After"})

    assert find(organizations, "name", name="Before") == []
    assert find(organizations, "name", name="After") == ["After"]


def test_it_inserts_what_is_not_there_on_request(organizations: Schema) -> None:
    organizations.update({"name": "Upserted"}, {"name": "Upserted", "code": "U"}, upsert=True)

    assert find(organizations, "code", name="Upserted") == ["U"]


def test_it_updates_several_on_request(organizations: Schema) -> None:
    organizations.insert([{"name": "Twin", "code": "1"}, {"name": "Twin", "code": "2"}])
    organizations.update({"name": "Twin"}, {"code": "both"}, multi=True)

    assert find(organizations, "code", name="Twin") == ["both", "both"]


def test_it_removes(organizations: Schema) -> None:
    organizations.insert([{"name": "Doomed"}])
    organizations.remove({"name": "Doomed"})

    assert find(organizations, "name", name="Doomed") == []


def test_it_applies_a_stimulus(itop: Itop) -> None:
    tickets = itop.schema("UserRequest")
    (made,) = tickets.insert([{"org_id": "1", "caller_id": "1", "title": "By itoptop", "description": "d"}])
    tickets.apply_stimulus({"title": "By itoptop"}, {}, "ev_wait_for_approval")

    assert made["status"] == "new"
    assert find(tickets, "status", title="By itoptop") == ["waiting_for_approval"]


def test_it_tells_of_a_wrong_password(rest_url: str) -> None:
    with pytest.raises(ItopError, match="Invalid login"):
        Itop(rest_url, "1.3", "rest", "wrong")


def test_a_whole_session_reads_writes_and_deletes(itop: Itop) -> None:
    """An organisation with a person and a ticket: each step finds what the one before left."""
    organizations, persons, tickets = (itop.schema(name) for name in ("Organization", "Person", "UserRequest"))
    (organization,) = organizations.insert([{"name": "Session", "code": "S"}])
    caller = {"name": "Caller", "first_name": "Session", "org_id": "SELECT Organization WHERE name = 'Session'"}
    persons.insert([caller])
    (person,) = [persons.find({"first_name": "Session"})]
    org_id, caller_id = person["org_id"], "SELECT Person WHERE first_name = 'Session'"
    tickets.insert([{"org_id": org_id, "caller_id": caller_id, "title": "Session", "description": "<b>d</b>"}])

    tickets.update({"title": "Session"}, {"impact": "1", "urgency": "1", "public_log": "looked at"})
    ticket = tickets.find({"title": "Session"})

    assert organization["status"] == "active"
    assert (ticket["caller_id_friendlyname"], ticket["priority"]) == ("Session Caller", "1")
    assert [entry["message"] for entry in ticket["public_log"]["entries"]] == ["looked at"]

    tickets.remove({"title": "Session"})
    persons.remove({"first_name": "Session"})
    organizations.remove({"name": "Session"})

    assert [find(schema, "friendlyname", friendlyname="Session") for schema in (tickets, organizations)] == [[], []]
