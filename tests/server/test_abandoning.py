"""A request still in flight when its instance goes back to another state can do nothing to the new one."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from fake_itop.server.listening import ListenAddress, bind
from tests.network.stub import StubItop, post
from tests.server.conftest import Start


class Gate:
    """A listener that holds each webhook until it is opened."""

    def __init__(self) -> None:
        self.place = bind("127.0.0.1", 0)
        self.reached = asyncio.Event()
        self.open = asyncio.Event()

    async def __aenter__(self) -> Any:
        self.runner = web.ServerRunner(web.Server(self.answer, access_log=None), shutdown_timeout=0.1)
        await self.runner.setup()
        await web.SockSite(self.runner, self.place.socket).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.open.set()
        await self.runner.cleanup()

    async def answer(self, _: Any) -> Any:
        self.reached.set()
        await self.open.wait()
        return web.Response(text="late")


@pytest.fixture
async def gate() -> Any:
    async with Gate() as opened:
        yield opened


@pytest.mark.parametrize("call", ["reset", "restore"])
async def test_a_request_that_waits_for_its_webhook_is_ended_and_writes_nothing_more(
    start: Start, gate: Gate, call: str
) -> None:
    itop = StubItop(lambda _: [post(gate.place.root_url)])
    running = await start(lambda _: {"ours": itop})
    await running.control("ours", "snapshot", {"name": "s"})
    request = asyncio.create_task(running.post("ours"))
    await gate.reached.wait()
    await running.control("ours", call, {"name": "s"} if call == "restore" else None)
    status, text = await request
    gate.open.set()

    assert (status, text) == (503, "abandoned: the instance was reset or restored meanwhile\n")
    assert itop.written == []
    assert len(running.traffic.in_flight) == 0
    assert running.server.served["ours"].under_way == 0


async def test_the_other_instance_goes_on(start: Start, gate: Gate) -> None:
    def wired(places: Mapping[str, ListenAddress]) -> Any:
        return {"ours": StubItop(lambda _: [post(places["partner"].rest_url)]), "partner": partner}

    partner = StubItop(lambda _: [post(gate.place.root_url)])
    running = await start(wired, names=("ours", "partner"))
    request = asyncio.create_task(running.post("ours"))
    await gate.reached.wait()
    await running.control("ours", "reset")
    assert (await request)[0] == 503
    assert running.server.served["partner"].under_way == 1
    gate.open.set()
    await running.server.served["partner"].idle()

    assert partner.written == [b"x=1", b"after x=1"]


async def test_what_the_abandoned_request_causes_by_way_of_the_partner_is_refused(start: Start, gate: Gate) -> None:
    """Ours is reset while the partner still works for it; the partner's call back then reaches the new state."""

    def wired(places: Mapping[str, ListenAddress]) -> Any:
        return {
            "ours": StubItop(lambda body: [] if body == b"back" else [post(places["partner"].rest_url)]),
            "partner": StubItop(lambda _: [post(gate.place.root_url), post(places["ours"].rest_url, b"back")]),
        }

    itops = {}
    running = await start(lambda places: itops.update(wired(places)) or itops, names=("ours", "partner"))
    request = asyncio.create_task(running.post("ours"))
    await gate.reached.wait()
    await running.control("ours", "reset")
    await request
    gate.open.set()
    await running.server.served["partner"].idle()

    assert itops["ours"].written == []
    assert itops["partner"].outcomes[1].startswith("503 abandoned")


async def test_a_request_whose_body_was_still_coming_is_refused(start: Start) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop})
    host, port = running.places["ours"].socket.getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    await running.control("ours", "reset")
    writer.write(b"ab")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()

    assert answer.startswith(b"HTTP/1.1 503")
    assert itop.written == []


async def test_a_console_act_in_flight_is_told_by_409(start: Start, gate: Gate) -> None:
    running = await start(lambda _: {"ours": StubItop(lambda _: [post(gate.place.root_url)])})
    act = asyncio.create_task(running.control("ours", "console", {"login": "a", "class": "B", "key": 1}))
    await gate.reached.wait()
    await running.control("ours", "reset")

    assert await act == (409, {"error": "abandoned: the instance was reset or restored meanwhile"})


async def test_a_server_stops_at_once_whatever_is_under_way(start: Start, gate: Gate) -> None:
    running = await start(lambda _: {"ours": StubItop(lambda _: [post(gate.place.root_url)])})
    request = asyncio.create_task(running.post("ours"))
    await gate.reached.wait()
    async with asyncio.timeout(2):
        await running.server.__aexit__()
        assert (await request)[0] == 503
