"""From one state to another (recordings ``lifecycle``)."""

from __future__ import annotations

import pytest

from fake_itop.instance import Itop
from tests.helpers import a_ticket, create, read, stimulate, update


@pytest.fixture
def agent(itop: Itop) -> dict[str, int]:
    """What an assignment needs."""
    team = create(itop, "Team", {"name": "Helpdesk", "org_id": 1, "persons_list": [{"person_id": 1}]})
    return {"team_id": team, "agent_id": 1}


@pytest.fixture
def assigned(itop: Itop, agent: dict[str, int]) -> int:
    """An assigned ticket."""
    ticket = a_ticket(itop, request_type="incident")
    assert stimulate(itop, ticket, "ev_assign", agent)["code"] == 0
    return ticket


def test_a_stimulus_leads_to_the_target_state(itop: Itop, assigned: int) -> None:
    assert read(itop, "UserRequest", assigned, "status") == {"status": "assigned"}


def test_the_transition_sets_its_date(itop: Itop, assigned: int) -> None:
    assert read(itop, "UserRequest", assigned, "assignment_date") == {"assignment_date": "2026-03-01 08:00:00"}


def test_a_stimulus_that_the_state_has_not_is_refused_by_name(itop: Itop) -> None:
    reply = stimulate(itop, a_ticket(itop), "ev_reassign", {})

    text = "Invalid stimulus: 'ev_reassign' on the object R-000001 in state 'new'"
    assert reply == {"code": 100, "message": text, "objects": None}


def test_mandatory_attributes_of_the_target_are_missed(itop: Itop, agent: dict[str, int]) -> None:
    reply = stimulate(itop, a_ticket(itop), "ev_assign", agent)

    assert reply["message"] == "Missing mandatory attribute(s) for applying the stimulus: request_type."


def test_a_key_that_points_nowhere_is_not_missed(itop: Itop) -> None:
    ticket = a_ticket(itop, request_type="incident")

    assert stimulate(itop, ticket, "ev_assign", {})["code"] == 0


def test_a_refused_stimulus_writes_none_of_its_fields(itop: Itop) -> None:
    ticket = a_ticket(itop)

    stimulate(itop, ticket, "ev_reassign", {"title": "x"})

    assert read(itop, "UserRequest", ticket, "title") == {"title": "T"}


def test_an_unknown_attribute_comes_before_the_stimulus(itop: Itop) -> None:
    reply = stimulate(itop, a_ticket(itop), "ev_nope", {"nope": 1})

    assert reply == {"code": 100, "message": "Error: nope: Unknown attribute"}


def test_writing_the_state_runs_no_action(itop: Itop) -> None:
    ticket = a_ticket(itop)

    update(itop, "UserRequest", ticket, {"status": "assigned"})

    assert read(itop, "UserRequest", ticket, "assignment_date") == {"assignment_date": ""}


def test_resolving_notes_how_long_it_took(itop: Itop, assigned: int) -> None:
    itop.clock.advance(90)

    stimulate(itop, assigned, "ev_resolve", {"solution": "s"})

    shown = read(itop, "UserRequest", assigned, "status", "resolution_date", "time_spent")
    assert shown == {"status": "resolved", "resolution_date": "2026-03-01 08:01:30", "time_spent": "90"}


def test_a_watch_runs_while_the_state_is_one_of_its_own(itop: Itop, assigned: int) -> None:
    stimulate(itop, assigned, "ev_pending", {"pending_reason": "r"})
    itop.clock.advance(100)
    stimulate(itop, assigned, "ev_assign", {})
    itop.clock.advance(50)
    stimulate(itop, assigned, "ev_pending", {"pending_reason": "r"})

    assert read(itop, "UserRequest", assigned, "cumulatedpending") == {"cumulatedpending": "100"}
