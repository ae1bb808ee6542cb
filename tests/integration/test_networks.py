"""Several integrations at once: two partners, and three instances in a ring; without sockets."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration import wiring
from fake_itop.integration.simulated import SimulatedSide, SimulatedSides
from fake_itop.integration.stage import TICKET, Ticket, create, find, ids
from fake_itop.values.clock import Clock
from tests.helpers import MOMENT


def wired(name: str) -> SimulatedSides:
    loaded = wiring.load(name)
    model = datamodel.load(["transfer"])
    network = SimulatedSides(model, InstanceSettings.default(), lambda: Clock.frozen(MOMENT), names=loaded.instances)
    wiring.apply(loaded, *network.sides.values())
    network.begin()
    return network


@pytest.fixture
def partners() -> SimulatedSides:
    return wired("two-partners")


@pytest.fixture
def ring() -> SimulatedSides:
    return wired("ring")


def ticket_for(side: SimulatedSide, partner: str, title: str) -> int:
    """A ticket that waits for a partner."""
    org, caller = find(side, "Organization", "Customer Corp"), find(side, "Person", "Carl Caller")
    said = {"title": title, "description": "<p>d</p>", "request_type": "service_request"}
    fields = {"org_id": org, "caller_id": caller, **said}
    ticket = create(side, TICKET, fields)
    team, agent = find(side, "Team", "Helpdesk"), find(side, "Person", "Alice Agent")
    side.console(TICKET, ticket, "ev_assign", {"team_id": team, "agent_id": agent})
    chosen = find(side, "Organization", partner)
    seen = side.console(TICKET, ticket, "ev_pendingpartner", {"partner_id": chosen})
    assert (seen.state, seen.error) == ("pending_partner", "")
    return ticket


def titles(side: SimulatedSide) -> list[str]:
    return [Ticket(side, key)["title"] for key in ids(side, f"SELECT {TICKET}")]


def resolve(side: SimulatedSide, ticket: int, solution: str) -> None:
    team, agent = find(side, "Team", "Helpdesk"), find(side, "Person", "Alice Agent")
    side.console(TICKET, ticket, "ev_assign", {"team_id": team, "agent_id": agent})
    assert side.console(TICKET, ticket, "ev_resolve", {"solution": solution}).error == ""


def deepest(network: SimulatedSides) -> int:
    return max(row["depth"] for row in network.journal())


class TestTwoPartners:
    def test_a_ticket_goes_to_the_partner_that_was_chosen_and_to_no_other(self, partners: Any) -> None:
        ours, north, south = partners.sides.values()
        first = ticket_for(ours, "North Inc", "for the north")
        second = ticket_for(ours, "South Inc", "for the south")

        assert (titles(north), titles(south)) == (["for the north"], ["for the south"])
        assert [Ticket(ours, key)["remote_ticketid"] for key in (first, second)] == ["1", "1"]

    def test_what_is_said_stays_between_the_two(self, partners: Any) -> None:
        ours, north, south = partners.sides.values()
        first, second = (ticket_for(ours, f"{where} Inc", where) for where in ("North", "South"))

        ours.console(TICKET, first, "-", {"private_log": "to the north"})
        south.console(TICKET, 1, "-", {"public_log": "from the south"})

        assert [Ticket(side, 1).log("public_log") for side in (north, south)] == [["to the north"], ["from the south"]]
        assert Ticket(ours, first).log("private_log") == ["to the north"]
        assert Ticket(ours, second).log("private_log") == ["from the south"]
        assert deepest(partners) == 1

    def test_the_solution_comes_from_who_has_it(self, partners: Any) -> None:
        ours, north, _ = partners.sides.values()
        first, second = (ticket_for(ours, f"{where} Inc", where) for where in ("North", "South"))

        resolve(north, 1, "thawed")

        shown = [Ticket(ours, key) for key in (first, second)]
        assert [ticket["status"] for ticket in shown] == ["assigned", "pending_partner"]
        assert [ticket.log("private_log") for ticket in shown] == [["thawed"], []]


class TestRing:
    NAMES = ("alpha", "beta", "gamma")

    def test_each_passes_its_tickets_on_to_the_next(self, ring: Any) -> None:
        for name, following in zip(self.NAMES, (*self.NAMES[1:], "alpha"), strict=True):
            ticket_for(ring.sides[name], f"{following.capitalize()} Inc", f"from {name}")

        assert {name: set(titles(side)) for name, side in ring.sides.items()} == {
            "alpha": {"from alpha", "from gamma"},
            "beta": {"from beta", "from alpha"},
            "gamma": {"from gamma", "from beta"},
        }

    def test_what_is_said_goes_to_the_neighbour_and_not_round_the_ring(self, ring: Any) -> None:
        alpha, beta, gamma = ring.sides.values()
        ticket = ticket_for(alpha, "Beta Inc", "round and round")
        ticket_for(beta, "Gamma Inc", "another")

        alpha.console(TICKET, ticket, "-", {"private_log": "hello"})
        beta.console(TICKET, 1, "-", {"public_log": "hello yourself"})

        assert Ticket(alpha, ticket).log("private_log") == ["hello", "hello yourself"]
        assert Ticket(beta, 1).log("public_log") == ["hello", "hello yourself"]
        assert Ticket(gamma, 1).log("public_log") == []
        assert deepest(ring) == 1

    def test_a_solution_goes_back_to_where_the_ticket_came_from(self, ring: Any) -> None:
        alpha, beta, gamma = ring.sides.values()
        ticket = ticket_for(gamma, "Alpha Inc", "from the end to the start")

        resolve(alpha, 1, "done")

        assert (Ticket(gamma, ticket)["status"], Ticket(gamma, ticket).log("private_log")) == ("assigned", ["done"])
        assert titles(beta) == []


@pytest.mark.parametrize("name", ["two-partners", "ring"])
def test_a_wiring_needs_its_instances(name: str) -> None:
    pair = SimulatedSides(datamodel.load(["transfer"]), InstanceSettings.default(), lambda: Clock.frozen(MOMENT))

    with pytest.raises(wiring.WiringError, match=rf"^{name}: it wires .*, and here there is ours, partner$"):
        wiring.apply(wiring.load(name), *pair.sides.values())
