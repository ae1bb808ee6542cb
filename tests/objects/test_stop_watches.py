"""Stop-watches: how long they ran, and how they stand against what an SLA promises."""

from __future__ import annotations

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, an_itop, create, finish, read, stimulate

HOUR = 3600


@pytest.fixture
def itop() -> Itop:
    """An instance whose customer was promised an hour until somebody takes an incident."""
    itop = an_itop()
    service = create(itop, "Service", {"name": "S", "org_id": 1})
    create(itop, "ServiceSubcategory", {"name": "Down", "service_id": service, "request_type": "incident"})
    sla = create(itop, "SLA", {"name": "Gold", "org_id": 1})
    level = {"priority": "4", "request_type": "incident", "metric": "tto", "value": 1, "unit": "hours"}
    create(itop, "lnkSLAToSLT", {"sla_id": sla, "slt_id": create(itop, "SLT", {"name": "TTO", **level})})
    services = [{"service_id": service, "sla_id": sla}]
    create(itop, "CustomerContract", {"name": "C", "org_id": 1, "provider_id": 1, "services_list": services})
    return itop


def an_incident(itop: Itop) -> int:
    return a_ticket(itop, service_id=1, servicesubcategory_id=1)


def test_a_deadline_is_the_start_and_the_goal(itop: Itop) -> None:
    assert read(itop, "UserRequest", an_incident(itop))["tto_escalation_deadline"] == "2026-03-01 09:00:00"


def test_without_a_service_there_is_no_deadline(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop))["tto_escalation_deadline"] == ""


def test_a_deadline_that_passes_escalates_when_the_background_tasks_run(itop: Itop) -> None:
    ticket = an_incident(itop)
    itop.clock.advance(HOUR + 1)
    before = read(itop, "UserRequest", ticket)["status"]
    finish(itop.cron())

    assert (before, read(itop, "UserRequest", ticket)["status"]) == ("new", "escalated_tto")


def test_a_deadline_is_reached_once(itop: Itop) -> None:
    ticket = an_incident(itop)
    itop.clock.advance(HOUR + 1)
    finish(itop.cron())
    written = itop.db.store.revision
    finish(itop.cron())

    assert itop.db.store.revision == written
    assert read(itop, "UserRequest", ticket)["sla_tto_passed"] == "yes"


def test_a_watch_that_stops_too_late_says_by_how_much(itop: Itop) -> None:
    ticket = an_incident(itop)
    itop.clock.advance(HOUR + 360)
    stimulate(itop, ticket, "ev_assign", {"team_id": 0, "agent_id": 0})

    shown = read(itop, "UserRequest", ticket)
    assert (shown["tto"], shown["sla_tto_passed"], shown["sla_tto_over"]) == (str(HOUR + 360), "yes", "360")


def test_a_watch_that_stops_in_time_has_passed_nothing(itop: Itop) -> None:
    ticket = an_incident(itop)
    itop.clock.advance(60)
    stimulate(itop, ticket, "ev_assign", {"team_id": 0, "agent_id": 0})

    shown = read(itop, "UserRequest", ticket)
    assert (shown["tto"], shown["sla_tto_passed"], shown["tto_escalation_deadline"]) == ("60", "no", "")
