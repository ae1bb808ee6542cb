"""Incidents, problems and changes of the ITIL edition behave by the rules of tickets."""

from __future__ import annotations

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.profiles import find
from tests.helpers import a_ticket, an_itop, create, read, refusal, stimulate, update


@pytest.fixture
def itop() -> Itop:
    profile = find("3.2", "itil")
    return an_itop(model=profile.datamodel(), profile=profile)


TICKET = {"org_id": 1, "title": "T", "description": "D"}


@pytest.mark.parametrize(
    ("cls", "ref"), [("Incident", "I-000001"), ("Problem", "P-000001"), ("NormalChange", "C-000001")]
)
def test_each_kind_of_ticket_has_its_letter(itop: Itop, cls: str, ref: str) -> None:
    assert read(itop, cls, create(itop, cls, TICKET))["ref"] == ref


@pytest.mark.parametrize("cls", ["Incident", "Problem"])
def test_they_start_when_they_are_made_and_have_a_priority(itop: Itop, cls: str) -> None:
    shown = read(itop, cls, create(itop, cls, {**TICKET, "impact": "1", "urgency": "3"}))

    assert (shown["start_date"], shown["priority"]) == (itop.clock.sql_now(), "2")


def test_an_incident_resolves_incidents_and_requests_below_it(itop: Itop) -> None:
    parent = create(itop, "Incident", TICKET)
    incident = create(itop, "Incident", {**TICKET, "parent_incident_id": parent})
    request = a_ticket(itop, parent_incident_id=parent)

    stimulate(itop, parent, "ev_autoresolve", {"solution": "All"}, cls="Incident")

    assert [read(itop, "Incident", incident)["status"], read(itop, "UserRequest", request)["status"]] == [
        "resolved"
    ] * 2


def test_words_on_an_incident_go_to_what_is_below_it(itop: Itop) -> None:
    parent = create(itop, "Incident", TICKET)
    request = a_ticket(itop, parent_incident_id=parent)

    update(itop, "Incident", parent, {"public_log": "for all"})

    assert len(read(itop, "UserRequest", request)["public_log"]["entries"]) == 1


def test_an_incident_is_not_its_own_parent(itop: Itop) -> None:
    incident = create(itop, "Incident", TICKET)

    said = update(itop, "Incident", incident, {"parent_incident_id": incident})["message"]

    assert "Cannot assign the Parent incident to the incident itself" in said


def test_a_normal_change_is_validated_with_who_accepted_it(itop: Itop) -> None:
    change = create(itop, "NormalChange", {**TICKET, "requestor_id": 1, "reason": "because"})
    accepted = {"acceptance_date": "2026-01-31 12:00:00", "acceptance_comment": "fine"}

    refused = stimulate(itop, change, "ev_validate", {}, cls="NormalChange")["message"]
    stimulate(itop, change, "ev_validate", accepted, cls="NormalChange")

    assert refused.endswith(
        "Missing mandatory attribute(s) for applying the stimulus: acceptance_date, acceptance_comment."
    )
    assert read(itop, "NormalChange", change, "status", "reason") == {"status": "validated", "reason": ""}


def test_the_simple_edition_has_no_incidents() -> None:
    assert "Incident" in refusal(an_itop(), "Incident", TICKET)


def test_tags_are_an_array_and_said_so_before_what_else_is_wrong(itop: Itop) -> None:
    said = refusal(itop, "FAQ", {"category_id": 0, "title": "T", "domains": "a,b"})

    assert said == "Error: domains: A tag set must be defined by an array of tag codes"
