"""Triggers on stop-watches: they go off when the background tasks find that a deadline has passed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpReply, Outcome, OutgoingRequest
from tests.helpers import a_ticket, an_itop, create

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


def hook(itop: Itop, trigger: str = "TriggerOnThresholdReached", **fields: Any) -> None:
    type_ = "SELECT RemoteApplicationType WHERE name = 'iTop'"
    where = {"name": "C", "remoteapplicationtype_id": type_, "environment": "2-test", "url": "http://sink.example/"}
    connection = create(itop, "RemoteApplicationConnection", where)
    action = {"name": "hook", "status": "enabled", "remoteapplicationconnection_id": connection}
    payload = f'"{fields.get("description", "reached")}: $this->status$"'
    links = [{"action_id": create(itop, "ActionWebhook", {**action, "payload": payload}), "order": 1}]
    given = {"description": "T", "target_class": "UserRequest", "action_list": links}
    create(itop, trigger, {**given, **fields})


def cron(itop: Itop) -> list[str]:
    """The webhooks that one run of the background tasks sends."""
    return sent_by(itop.cron())


def sent_by(work: Generator[OutgoingRequest, Outcome, Any]) -> list[str]:
    bodies = []
    try:
        request = next(work)
        while True:
            bodies.append(request.body.decode())
            request = work.send(HttpReply(200, (), b"{}"))
    except StopIteration:
        return bodies


def test_a_deadline_that_passes_fires_once_before_the_escalation(itop: Itop) -> None:
    hook(itop, stop_watch_code="tto", threshold_index="100")
    a_ticket(itop, service_id=1, servicesubcategory_id=1)
    itop.clock.advance(HOUR - 1)
    assert cron(itop) == []

    itop.clock.advance(2)
    assert cron(itop) == ['"reached: new"']
    assert cron(itop) == []


def test_the_escalation_enters_a_state_in_the_context_of_the_background_tasks(itop: Itop) -> None:
    hook(itop, "TriggerOnStateEnter", state="escalated_tto", context="CRON", description="cron")
    hook(itop, "TriggerOnStateEnter", state="escalated_tto", context="REST/JSON", description="rest")
    a_ticket(itop, service_id=1, servicesubcategory_id=1)

    itop.clock.advance(HOUR + 1)

    assert cron(itop) == ['"cron: escalated_tto"']


@pytest.mark.parametrize(
    ("fields", "fires"),
    [
        ({"stop_watch_code": "tto", "threshold_index": "75"}, True),
        ({"stop_watch_code": "ttr", "threshold_index": "100"}, False),
        ({"stop_watch_code": "tto, ttr", "threshold_index": "100"}, True),
        ({"stop_watch_code": "tto", "threshold_index": "100", "context": "REST/JSON"}, False),
        ({"stop_watch_code": "tto", "threshold_index": "100", "filter": "SELECT UserRequest WHERE title = 'x'"}, False),
    ],
)
def test_a_trigger_is_about_one_watch_and_one_threshold_of_it(itop: Itop, fields: Any, fires: bool) -> None:
    hook(itop, **fields)
    a_ticket(itop, service_id=1, servicesubcategory_id=1)

    itop.clock.advance(HOUR + 1)

    assert bool(cron(itop)) is fires
