"""Two instances over sockets: cause and depth, also through a proxy, and the end of a ping-pong."""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fake_itop.server.listening import ListenAddress, bind
from tests.network.stub import StubItop, post
from tests.server.conftest import Running, Start

NAMES = ("ours", "partner")


def ping_pong(places: Mapping[str, ListenAddress]) -> Any:
    return {
        "ours": StubItop(lambda _: [post(places["partner"].rest_url)]),
        "partner": StubItop(lambda _: [post(places["ours"].rest_url)]),
    }


def rows(running: Running) -> Any:
    return [(row.instance, str(row.kind), row.cause, row.depth) for row in running.traffic.journal.rows()]


@pytest.fixture
async def proxy() -> Any:
    """A proxy to a URL, which adds headers, and its own URL."""
    runners = []

    async def started(target: Any) -> Any:
        async def forward(request: Any) -> Any:
            headers = {"Via": "1.1 proxy", "Content-Type": request.headers["Content-Type"]}
            async with (
                aiohttp.ClientSession() as client,
                client.post(target + request.raw_path.lstrip("/"), data=await request.read(), headers=headers) as reply,
            ):
                return web.Response(status=reply.status, body=await reply.read())

        place = bind("127.0.0.1", 0)
        runners.append(web.ServerRunner(web.Server(forward, access_log=None)))
        await runners[-1].setup()
        await web.SockSite(runners[-1], place.socket).start()
        return place

    yield started
    for runner in runners:
        await runner.cleanup()


async def test_cause_and_depth_pass_a_proxy(start: Start, proxy: Any) -> None:
    urls = {}

    def wired(places: Mapping[str, ListenAddress]) -> Any:
        hooks = lambda body: [] if body == b"hook" else [post(urls["proxy"], b"hook")]  # noqa: E731
        return {"ours": StubItop(hooks), "partner": StubItop()}

    running = await start(wired, names=NAMES)
    urls["proxy"] = (await proxy(running.places["partner"].root_url)).rest_url
    await running.post("ours")

    assert rows(running) == [("ours", "request", None, 0), ("ours", "webhook", 1, 1), ("partner", "request", 2, 1)]


async def test_a_ping_pong_is_stopped_and_the_journal_shows_its_cycle(start: Start) -> None:
    running = await start(ping_pong, names=NAMES, max_depth=6)
    status, _ = await running.post("ours")
    messages = (await running.control("ours", "journal?scope=pair", method="GET"))[1]["messages"]

    assert status == 200
    assert [row["depth"] for row in messages] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]
    assert messages[-1]["stopped"] == "depth limit: the chain would be 7 webhooks deep, 6 are allowed"
    assert messages[-1]["reply"] == {
        "failure": "Operation timed out after 120001 milliseconds with 0 bytes received",
    }
    assert messages[-1]["cycle"]["times"] == 3
    assert len(messages[-1]["cycle"]["steps"]) == 2


async def test_chains_that_run_at_the_same_time_keep_their_own_depth(start: Start) -> None:
    running = await start(ping_pong, names=NAMES, max_depth=4)
    await asyncio.gather(*(running.post("ours", b"x=1") for _ in range(10)))
    depths = sorted(row.depth for row in running.traffic.journal.rows() if row.kind == "webhook")

    assert depths == sorted(list(range(1, 6)) * 10)


async def test_a_webhook_that_may_not_leave_this_machine_fails_and_the_journal_says_why(start: Start) -> None:
    itop = StubItop(lambda _: [post("http://192.0.2.1/x")])
    running = await start(lambda _: {"ours": itop})
    await running.post("ours")
    webhook = running.traffic.journal.rows()[1].to_json()

    assert itop.outcomes == ["Failed to connect to 192.0.2.1 port 80 after 0 ms: Couldn't connect to server"]
    assert webhook["stopped"].startswith("not allowed")
    assert webhook["reply"] == {"failure": itop.outcomes[0]}


async def test_resetting_one_instance_leaves_the_other(start: Start) -> None:
    itops = {}
    running = await start(lambda _: itops.update(ours=StubItop(), partner=StubItop()) or itops, names=NAMES)
    await running.post("ours")
    await running.post("partner")
    await running.control("ours", "reset")

    assert (itops["ours"].written, itops["partner"].written) == ([], [b"x=1"])
    assert rows(running) == [("partner", "request", None, 0)]
