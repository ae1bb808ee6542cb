"""``fake-itop pair`` with wirings of more than two, over real sockets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from fake_itop.client import Client, ControlClient
from tests.cli.program import REST, run, started

FREE = {"ring": ("alpha", "beta", "gamma"), "two-partners": ("ours", "north", "south")}
TICKET = {"title": "T", "description": "<p>d</p>", "request_type": "service_request"}


def free_ports(wiring: str) -> list[str]:
    return [part for name in FREE[wiring] for part in ("--port", f"{name}=0")]


def send_to(instance: Mapping[str, str], partner: str) -> None:
    """Let a new ticket of an instance wait for a partner."""
    client, control = (
        Client(instance["rest"], REST),
        ControlClient(instance["control"], instance["token"]),
    )
    org = {"org_id": "SELECT Organization WHERE name = 'Customer Corp'"}
    made = client.create("UserRequest", {**TICKET, **org, "caller_id": "SELECT Person WHERE name = 'Caller'"})
    (key,) = (int(entry["key"]) for entry in made["objects"].values())
    chosen = client.get("Organization", f"SELECT Organization WHERE name = '{partner}'", output_fields="id")
    (partner_id,) = (int(entry["key"]) for entry in chosen["objects"].values())
    control.console("admin", "UserRequest", key, "ev_assign", {"team_id": 0, "agent_id": 0})
    seen = control.console("admin", "UserRequest", key, "ev_pendingpartner", {"partner_id": partner_id})
    assert seen == {"state": "pending_partner", "error": ""}


def comments(instance: Mapping[str, str]) -> list[str]:
    """Who passed its tickets on to an instance."""
    query = "SELECT UserRequest WHERE remote_ticketid > 0 AND partner_id = 0"
    found = Client(instance["rest"], REST).get("UserRequest", query, output_fields="org_name")
    return [entry["fields"]["org_name"] for entry in (found["objects"] or {}).values()]


def test_in_a_ring_each_passes_its_tickets_on_to_the_next() -> None:
    with started("pair", "--wiring", "ring", "-q", *free_ports("ring")) as (_, ready):
        assert list(ready) == ["alpha", "beta", "gamma"]
        for name, following in (("alpha", "Beta"), ("beta", "Gamma"), ("gamma", "Alpha")):
            send_to(ready[name], f"{following} Inc")

        shown: dict[str, Any] = {name: comments(instance) for name, instance in ready.items()}

    assert shown == {"alpha": ["Gamma Inc"], "beta": ["Alpha Inc"], "gamma": ["Beta Inc"]}


def test_of_two_partners_the_chosen_one_gets_the_ticket() -> None:
    with started("pair", "--wiring", "two-partners", "-q", *free_ports("two-partners")) as (_, ready):
        send_to(ready["ours"], "South Inc")

        assert (comments(ready["north"]), comments(ready["south"])) == ([], ["Combodo"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "ours"), "--port ours: right would be NAME=N, such as ours=8101"),
        (("--port", "alpha=0"), "a port is given for 'alpha'; the instances are ours, partner"),
        (("--wiring", "ring", "--ours-port", "0"), "a port is given for 'ours'; the instances are alpha, beta, gamma"),
    ],
)
def test_a_port_of_nobody_is_misuse(arguments: tuple[str, ...], told: str) -> None:
    code, _, error = run("pair", *arguments)

    assert (code, error.strip()) == (2, f"fake-itop: {told} (see fake-itop pair -h)")


def test_scenarios_are_for_two() -> None:
    code, _, error = run("scenarios", "--wiring", "ring", "--driver", "simulated")

    assert code == 2
    assert error == "fake-itop: ring: it wires alpha, beta, gamma, and here there is ours, partner\n"
