"""How long one ticket takes through all five scenarios without sockets: ``pytest tests/benchmarks -s`` shows it."""

from __future__ import annotations

from time import perf_counter

from fake_itop.access.settings import InstanceSettings
from fake_itop.datamodel import load
from fake_itop.integration.roles import Roles
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.integration.stage import NO_STIMULUS, Stage, ids, named, person
from fake_itop.integration.wiring import apply
from fake_itop.integration.wiring import load as load_wiring
from fake_itop.values.clock import Clock

EXCHANGES = 200


def exchange(stage: Stage, people: dict[str, int]) -> None:
    """One ticket: made, assigned, transferred, pushed to, answered, resolved."""
    ours, partner = stage.lab.ours, stage.lab.partner
    fields = {"org_id": 2, "caller_id": people["caller"], "title": "T", "description": "D"}
    made = ours(
        {
            "operation": "core/create",
            "comment": "exchange",
            "class": "UserRequest",
            "output_fields": "id",
            "fields": {**fields, "request_type": "service_request"},
        }
    )
    (entry,) = made["objects"].values()
    stage.ours = int(entry["key"])
    agent = {"team_id": people["team"], "agent_id": people["agent"]}
    stage.console(ours, stage.ours, "ev_assign", agent)
    stage.console(ours, stage.ours, "ev_pendingpartner", {"partner_id": people["partner"]})
    stage.partner = people["next"]
    people["next"] += 1
    stage.console(partner, stage.partner, "ev_assign", {**agent, "request_type": "service_request"})
    stage.console(ours, stage.ours, NO_STIMULUS, {"private_log": "more"})
    stage.console(partner, stage.partner, NO_STIMULUS, {"public_log": "answer"})
    stage.console(partner, stage.partner, "ev_resolve", {"solution": "done"})


def test_one_exchange_on_the_simulated_driver() -> None:
    pair = SimulatedPair(load(["transfer"]), InstanceSettings.default(), Clock.system)
    apply(load_wiring("working"), pair.ours, pair.partner)
    stage = Stage(pair, Roles())
    people = {
        "caller": person(pair.ours, "Carl Caller"),
        "agent": person(pair.ours, "Alice Agent"),
        "team": named(pair.ours, "Team", "Helpdesk"),
        "partner": named(pair.ours, "Organization", "Partner Inc"),
        "next": 1,
    }
    exchange(stage, people)
    assert ids(pair.partner, "SELECT UserRequest WHERE status = 'resolved'") == [1]
    times = []
    for _ in range(EXCHANGES):
        start = perf_counter()
        exchange(stage, people)
        times.append(perf_counter() - start)

    assert len(ids(pair.ours, "SELECT UserRequest WHERE status = 'assigned'")) == EXCHANGES + 1
    best = sorted(times)[EXCHANGES // 10] * 1000
    print(f"\none exchange on the simulated driver: {best:.2f} ms (aim 2.5)")
