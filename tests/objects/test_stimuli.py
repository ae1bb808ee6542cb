"""From one state to another (recordings ``lifecycle``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.datamodel.model import Transition
from fake_itop.itop.instance import Itop
from fake_itop.objects.draft import Draft
from fake_itop.objects.lifecycle import missing_attributes, transition_for
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


def test_a_class_without_a_lifecycle_has_no_stimuli_and_no_state(itop: Itop) -> None:
    family = create(itop, "ServiceFamily", {"name": "F"})

    reply = stimulate(itop, family, "ev_assign", {}, cls="ServiceFamily")

    assert reply["message"] == "Invalid stimulus: 'ev_assign' on the object F in state ''"


def test_a_state_that_the_lifecycle_has_not_leads_nowhere(itop: Itop) -> None:
    """Only a delta that took a state away leaves objects in such a one."""
    record = itop.db.store.get("UserRequest", a_ticket(itop))
    assert record is not None

    assert transition_for(Draft(itop.db, record.with_values({"status": "gone"})), "ev_assign") is None


@pytest.fixture
def draft(itop: Itop) -> Draft:
    """A ticket in memory."""
    record = itop.db.store.get("UserRequest", a_ticket(itop))
    assert record is not None
    return Draft(itop.db, record)


@pytest.mark.parametrize(
    ("code", "value", "missed"),
    [
        ("title", "", True),
        ("title", "x", False),
        ("close_date", None, True),
        ("public_log", (), True),
        ("caller_id", 0, False),
        ("remote_ticketid", 0, False),
    ],
)
def test_what_a_transition_demands_is_missed_where_it_is_empty(
    draft: Draft, code: str, value: Any, *, missed: bool
) -> None:
    draft.set(code, value)
    transition = Transition("ev_x", "new", flags={code: frozenset({"mandatory"})})

    assert missing_attributes(draft, transition) == ([code] if missed else [])


@pytest.mark.parametrize("flag", ["must_prompt", "must_change", "read_only", "hidden"])
def test_other_flags_demand_nothing(draft: Draft, flag: str) -> None:
    draft.set("close_date", None)

    assert missing_attributes(draft, Transition("ev_x", "new", flags={"close_date": frozenset({flag})})) == []


def test_what_is_read_from_elsewhere_can_be_demanded_too(draft: Draft) -> None:
    flags = {code: frozenset({"mandatory"}) for code in ("org_name", "agent_name")}

    assert missing_attributes(draft, Transition("ev_x", "new", flags=flags)) == ["agent_name"]


def test_no_time_at_all_is_zero_seconds(itop: Itop, assigned: int) -> None:
    stimulate(itop, assigned, "ev_resolve", {"solution": "s"})

    assert read(itop, "UserRequest", assigned, "time_spent") == {"time_spent": "0"}


# Actions of other classes


@pytest.mark.parametrize(
    ("end", "after"), [(None, "2026-03-01 08:00:00"), ("2030-01-01 00:00:00", "2030-01-01 00:00:00")]
)
def test_a_date_may_be_set_only_where_there_is_none(itop: Itop, end: str | None, after: str) -> None:
    team = create(itop, "Team", {"name": "Helpdesk", "org_id": 1})
    fields = {"name": "W", "description": "d", "ticket_id": a_ticket(itop), "team_id": team, "end_date": end}
    order = create(itop, "WorkOrder", fields)

    assert stimulate(itop, order, "ev_close", {}, cls="WorkOrder")["code"] == 0
    assert read(itop, "WorkOrder", order, "end_date") == {"end_date": after}


def test_an_attribute_may_be_set_back_to_its_default(itop: Itop, agent: dict[str, int]) -> None:
    change = create(itop, "Change", {"org_id": 1, "title": "C", "description": "d", "reject_reason": "no"})
    plan = {"start_date": "2030-01-01 00:00:00", "end_date": "2030-01-02 00:00:00", "fallback_plan": "p"}
    for stimulus, fields in (("ev_assign", agent), ("ev_plan", plan), ("ev_approve", {"changemanager_id": 1})):
        assert stimulate(itop, change, stimulus, fields, cls="Change")["code"] == 0

    record = itop.db.store.get("Change", change)
    assert record is not None
    assert record["reject_reason"] == itop.model["Change"].attributes["reject_reason"].default
    assert read(itop, "Change", change, "reject_reason", "approval_date") == {
        "reject_reason": "",
        "approval_date": "2026-03-01 08:00:00",
    }


def test_a_class_whose_objects_have_no_state_yet_has_an_empty_one(itop: Itop) -> None:
    service = create(itop, "Service", {"name": "S", "org_id": 1})

    reply = stimulate(itop, service, "ev_close", {}, cls="Service")

    assert reply["message"] == "Invalid stimulus: 'ev_close' on the object S in state ''"


def test_a_refused_stimulus_names_the_object_as_html(itop: Itop) -> None:
    reply = stimulate(itop, 1, "ev_close", {"name": '<i>it\'s "q" & é</i>'}, cls="Organization")

    assert "on the object &lt;i&gt;it&apos;s &quot;q&quot; &amp; é&lt;/i&gt; in state 'active'" in reply["message"]
