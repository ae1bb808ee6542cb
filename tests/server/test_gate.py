"""What an instance sends gets through, waits, or is refused the connection, as somebody wants it."""

from __future__ import annotations

import asyncio

import pytest

from fake_itop.server.gate import Gate, Way
from fake_itop.values.http import NetworkFailure, OutgoingRequest
from tests.network.stub import OK, post

URL = "http://127.0.0.1:9/rest.php"


class Sink:
    """Takes whatever it is sent."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def send(self, request: OutgoingRequest, _moved: object) -> object:
        self.taken.append(request.body)
        return OK


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def gate(sink: Sink) -> Gate:
    return Gate(sink)


async def waiting(gate: Gate, count: int) -> None:
    """Let others go on until so many webhooks wait."""
    for _ in range(10):
        await asyncio.sleep(0)
    assert gate.waiting == count


async def test_an_open_way_lets_everything_through(gate: Gate, sink: Sink) -> None:
    assert await gate.send(post(URL), print) == OK
    assert sink.taken == [b"x=1"]


async def test_what_is_held_waits_until_it_is_released(gate: Gate, sink: Sink) -> None:
    gate.turn(Way.HELD)
    sending = [asyncio.create_task(gate.send(post(URL, body), print)) for body in (b"1", b"2")]
    await waiting(gate, 2)

    assert sink.taken == []
    gate.turn(Way.OPEN)
    assert await asyncio.gather(*sending) == [OK, OK]
    assert (sink.taken, gate.waiting) == ([b"1", b"2"], 0)


async def test_what_is_held_for_too_long_has_timed_out(gate: Gate, sink: Sink) -> None:
    gate.turn(Way.HELD)
    outcome = await gate.send(post(URL, seconds=0.01), print)

    assert outcome.text == "Operation timed out after 11 milliseconds with 0 bytes received"
    assert (sink.taken, gate.waiting) == ([], 0)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (URL, "Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server"),
        ("http://partner.example/", "Could not resolve host: partner.example"),
        ("gopher://x/", 'Protocol "gopher" not supported or disabled in libcurl'),
    ],
)
async def test_a_way_that_is_cut_fails_as_if_nobody_were_there(gate: Gate, sink: Sink, url: str, told: str) -> None:
    gate.turn(Way.CUT)

    assert await gate.send(post(url), print) == NetworkFailure(told)
    assert sink.taken == []


async def test_what_is_held_fails_when_the_way_is_cut(gate: Gate, sink: Sink) -> None:
    gate.turn(Way.HELD)
    sending = asyncio.create_task(gate.send(post(URL), print))
    await waiting(gate, 1)
    gate.turn(Way.CUT)

    assert isinstance(await sending, NetworkFailure)
    assert sink.taken == []


async def test_what_is_held_can_be_abandoned(gate: Gate) -> None:
    gate.turn(Way.HELD)
    sending = asyncio.create_task(gate.send(post(URL), print))
    await waiting(gate, 1)
    sending.cancel()
    await asyncio.wait({sending})

    assert (sending.cancelled(), gate.waiting) == (True, 0)
