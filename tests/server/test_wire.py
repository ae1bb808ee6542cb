"""Faults on the way between two instances on sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fake_itop.network import Link
from fake_itop.server.wire import Wire, Wires
from fake_itop.values.http import HttpReply, NetworkFailure, Outcome, OutgoingRequest

OURS, PARTNER = "http://127.0.0.1:1/", "http://127.0.0.1:2/"
WEBHOOK = OutgoingRequest("POST", PARTNER + "webservices/rest.php", (), b"x=1")
OK = HttpReply(200, (), b'{"code":0}')


class Sender:
    """Counts what gets through, and answers."""

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, *_: Any) -> Outcome:
        self.sent += 1
        return OK


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def wires() -> Wires:
    return Wires({"ours": OURS, "partner": PARTNER})


@pytest.fixture
def wire(sender: Sender, wires: Wires) -> Wire:
    return Wire("ours", sender, wires)


@pytest.fixture
def link(wires: Wires) -> Link:
    return wires.link("ours", "partner")


def nowhere(_: OutgoingRequest) -> None:
    """Nobody wants to know of redirects."""


async def test_without_faults_everything_gets_through(wire: Wire, sender: Sender) -> None:
    assert await wire.send(WEBHOOK, nowhere) == OK
    assert sender.sent == 1


FAILURES = [
    (lambda link: link.partition(), "Failed to connect to 127.0.0.1 port 2 after 0 ms: Couldn't connect to server", 0),
    (lambda link: link.drop(), "Operation timed out after 120001 milliseconds with 0 bytes received", 0),
    (lambda link: link.reply_lost(), "Empty reply from server", 1),
]


@pytest.mark.parametrize(("switch", "told", "sent"), FAILURES)
async def test_a_webhook_fails_as_a_real_one_would(
    wires: Wires, sender: Sender, switch: Any, told: str, sent: int
) -> None:
    wire = Wire("ours", sender, wires)
    switch(wires.link("ours", "partner"))
    outcome = await wire.send(WEBHOOK, nowhere)

    assert isinstance(outcome, NetworkFailure)
    assert (outcome.text, sender.sent) == (told, sent)


async def test_what_is_held_goes_on_when_it_is_released(wire: Wire, link: Link, sender: Sender) -> None:
    link.hold()
    sending = asyncio.create_task(wire.send(WEBHOOK, nowhere))
    await asyncio.sleep(0)
    assert sender.sent == 0
    link.release()

    assert await sending == OK


async def test_a_message_may_arrive_twice(wire: Wire, link: Link, sender: Sender) -> None:
    link.duplicate(nth=1)

    assert await wire.send(WEBHOOK, nowhere) == OK
    assert sender.sent == 2


async def test_only_the_message_that_is_named_is_struck(wire: Wire, link: Link, sender: Sender) -> None:
    link.partition()
    link.heal()
    link.drop(nth=2)
    outcomes = [await wire.send(WEBHOOK, nowhere) for _ in range(3)]

    assert [isinstance(outcome, HttpReply) for outcome in outcomes] == [True, False, True]


@pytest.mark.parametrize(("how", "sent"), [("truncated", 1), ("login_page", 0), ("http_500", 0)])
async def test_a_reply_may_be_spoilt(wire: Wire, link: Link, sender: Sender, how: str, sent: int) -> None:
    link.corrupt(how)

    assert await wire.send(WEBHOOK, nowhere) != OK
    assert sender.sent == sent


@pytest.mark.parametrize("switch", [lambda link: link.delay(0.0), lambda link: link.slow(0.0)])
async def test_what_is_late_arrives(wire: Wire, link: Link, switch: Any) -> None:
    switch(link)

    assert await wire.send(WEBHOOK, nowhere) == OK


async def test_the_other_direction_and_other_hosts_are_not_struck(wires: Wires, link: Link, sender: Sender) -> None:
    link.partition()
    back = OutgoingRequest("POST", OURS, ())
    elsewhere = OutgoingRequest("POST", "http://127.0.0.1:3/", ())

    assert await Wire("partner", sender, wires).send(back, nowhere) == OK
    assert await Wire("ours", sender, wires).send(elsewhere, nowhere) == OK
