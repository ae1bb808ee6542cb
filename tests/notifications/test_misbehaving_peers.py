"""Real peers that misbehave: the write goes through, in time, and the record says what happened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from fake_itop.server.guard import Guard
from fake_itop.server.sender import Sender
from fake_itop.values.http import OutgoingRequest

ALLOWED = 0.5
"""Seconds for a whole request here, in place of iTop's two minutes."""
SENDING = "Errors: Error while sending request to webhook: Problem opening URL: "

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def peer(handler: Handler) -> AsyncIterator[str]:
    """The address of a server that does the same to all requests."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def save_over_sockets(itop: Any, draft: Any) -> float:
    """Write an object with its webhooks really sent; gives the seconds that it took."""
    sender, started = Sender(Guard()), time.monotonic()
    writing = itop.notifier.drive(itop.session, itop.saving(draft))
    try:
        request: OutgoingRequest = next(writing)
        while True:
            request = writing.send(await sender.send(replace(request, timeout=ALLOWED), lambda _: None))
    except StopIteration:
        return time.monotonic() - started
    finally:
        await sender.close()


async def ticket_with(itop: Any, handler: Handler) -> tuple[str, str]:
    """What the record of a new ticket's webhook says, and the response in it; the ticket itself is as it should be."""
    async with peer(handler) as url:
        connection = itop.create("RemoteApplicationConnection", name="Peer", remoteapplicationtype_id=1, url=url)
        itop.hook(remoteapplicationconnection_id=connection.id)
        ticket = itop.draft("UserRequest", **itop.TICKET)
        seconds = await save_over_sockets(itop, ticket)
    assert seconds < 2 * ALLOWED + 1
    assert itop.stored(ticket)["title"] == "T"
    (record,) = itop.records()
    return record["message"].replace(url, "URL"), record["response"]


async def stalling(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b"x")
        await asyncio.sleep(0.05)
    return response


async def stopping_halfway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "10"})
    await response.prepare(request)
    await response.write(b"12345")
    assert request.transport is not None
    request.transport.close()
    return response


async def hanging_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def going_in_circles(request: web.Request) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": request.path})


async def talking_a_lot(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"x" * 10_000_000, content_type="application/octet-stream")


async def asking_to_log_in(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html><form>Log in</form></html>", content_type="text/html")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (stalling, "Operation timed out after 501 milliseconds with 0 bytes received"),
        (dripping, "Operation timed out after 501 milliseconds with "),
        (stopping_halfway, "transfer closed with 5 bytes remaining to read"),
        (hanging_up, "Empty reply from server"),
        (going_in_circles, "Maximum (10) redirects followed"),
    ],
)
async def test_a_peer_that_gives_no_answer_is_told_of_in_the_record(itop: Any, handler: Handler, reason: str) -> None:
    message, response = await ticket_with(itop, handler)

    assert message.startswith(SENDING)
    assert reason in message
    assert response == ""


async def test_a_long_answer_is_kept_whole(itop: Any) -> None:
    message, response = await ticket_with(itop, talking_a_lot)

    assert (message, len(response)) == ("Sent", 10_000_000)


async def test_a_login_page_counts_as_sent(itop: Any) -> None:
    assert await ticket_with(itop, asking_to_log_in) == ("Sent", "<html><form>Log in</form></html>")
