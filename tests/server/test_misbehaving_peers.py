"""Real peers that misbehave: the caller gets its reply, the ticket is intact, the record says what happened."""

from __future__ import annotations

import asyncio
import gzip
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fake_itop.client import AsyncClient, FormLogin
from fake_itop.journal import Traffic
from fake_itop.server.listening import Member, Server, bind
from tests.helpers import an_itop
from tests.server import peers
from tests.server.peers import Talk, answering, peer, saying

PROBLEM = "Errors: Error while sending request to webhook: Problem opening URL: URL, "
SOON, LATE = 0.3, 60.0
"""Seconds that a webhook may take in all: for peers that never end, and for those that do."""
PATIENCE = 60.0
"""Seconds after which a caller without its reply is a failure of the test."""
LOGIN_PAGE = b"<html><body><form action='/login'>Log in</form></body></html>"


@asynccontextmanager
async def hooked_itop(url: str, seconds: float) -> AsyncIterator[AsyncClient]:
    """A client of an instance that tells ``url`` of each new ticket."""
    place = bind("127.0.0.1", 0)
    itop = an_itop()
    member = Member(itop, place, "token")
    async with (
        Server([member], Traffic(), webhook_timeout=seconds),
        AsyncClient(place.rest_url, FormLogin("rest", "Rest-passw0rd!")) as client,
    ):
        await client.create("RemoteApplicationType", {"name": "peer"})
        where = {"name": "C", "remoteapplicationtype_id": {"name": "peer"}, "environment": "2-test", "url": url}
        await client.create("RemoteApplicationConnection", where)
        action = {"name": "hook", "status": "enabled", "remoteapplicationconnection_id": {"name": "C"}, "payload": "{}"}
        await client.create("ActionWebhook", action)
        links = [{"action_id": "SELECT ActionWebhook WHERE name = 'hook'", "order": 1}]
        trigger = {"description": "T", "target_class": "UserRequest", "action_list": links}
        await client.create("TriggerOnObjectCreate", trigger)
        yield client


async def record_of(talk: Talk, *, seconds: float = LATE, scheme: str = "http", **manners: Any) -> Any:
    """What the record of a new ticket's webhook says, and the response in it."""
    async with peer(talk, **manners) as url:
        address = url.replace("http:", f"{scheme}:")
        async with hooked_itop(address, seconds) as client:
            async with asyncio.timeout(PATIENCE):
                made = await client.create("UserRequest", {"org_id": 1, "title": "intact", "description": "D"})
            (key,) = (entry["key"] for entry in made["objects"].values())
            ticket = await client.get("UserRequest", int(key), output_fields="title,status")
            records = await client.get("EventWebhook", "SELECT EventWebhook", output_fields="message,response")
    assert [entry["fields"] for entry in ticket["objects"].values()] == [{"title": "intact", "status": "new"}]
    (record,) = (entry["fields"] for entry in records["objects"].values())
    return record["message"].replace(address, "URL"), record["response"]


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (peers.stalling, "Operation timed out after 301 milliseconds with 0 bytes received"),
        (peers.dripping, r"Operation timed out after 301 milliseconds with (0|\d+ out of 100000) bytes received"),
    ],
    ids=["slow first byte", "drip"],
)
async def test_a_peer_that_never_ends_is_left_when_its_time_is_up(talk: Talk, reason: str) -> None:
    message, response = await record_of(talk, seconds=SOON)

    assert re.fullmatch(re.escape(PROBLEM) + reason, message)
    assert response == ""


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (
            saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"),
            "transfer closed with 5 bytes remaining to read",
        ),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Le"), "Empty reply from server"),
        (saying(), "Empty reply from server"),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "Received HTTP/0.9 when not allowed"),
        (peers.resetting, "Recv failure: Connection reset by peer"),
        (peers.resetting_at_once, "Recv failure: Connection reset by peer"),
        (peers.going_in_circles, "Maximum (10) redirects followed"),
        (
            answering(b"no gzip", b"Content-Encoding: gzip"),
            "Error while processing content unencoding: incorrect header check",
        ),
    ],
    ids=["half a body", "half a head", "nothing", "no HTTP", "reset", "reset at once", "redirect loop", "broken gzip"],
)
async def test_a_peer_that_gives_no_whole_answer_is_told_of_in_curls_words(talk: Talk, reason: str) -> None:
    assert await record_of(talk) == (f"{PROBLEM}{reason}", "")


@pytest.mark.parametrize(
    ("talk", "response"),
    [
        (answering(b"x" * 10_000_000, b"Content-Type: application/octet-stream"), "x" * 10_000_000),
        (answering(LOGIN_PAGE, b"Content-Type: text/html"), LOGIN_PAGE.decode()),
        (answering(b'{"code": 0}', b"Content-Type: image/png"), '{"code": 0}'),
        (answering(b"\xff\xfe broken", b"Content-Type: application/json"), "\ufffd\ufffd broken"),
        (answering(gzip.compress(b"packed"), b"Content-Encoding: gzip"), "packed"),
        (answering(b"oops", status=b"503 Service Unavailable"), "oops"),
    ],
    ids=["10 MB", "login page", "wrong content type", "no UTF-8", "gzip", "error status"],
)
async def test_whatever_is_answered_counts_as_sent(talk: Talk, response: str) -> None:
    message, got = await record_of(talk)

    assert message == "Sent"
    assert got == response


async def test_a_bomb_of_zeros_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fake_itop.server.sender.MAX_REPLY", 1_000_000)
    bomb = gzip.compress(bytes(20_000_000))

    message, _ = await record_of(answering(bomb, b"Content-Encoding: gzip"))

    assert message == f"{PROBLEM}Failed writing received data to disk/application"


async def test_a_certificate_that_nobody_trusts_is_refused(certificate: ssl.SSLContext) -> None:
    message, _ = await record_of(answering(b"{}"), tls=certificate, scheme="https")

    assert message == f"{PROBLEM}SSL certificate problem: self-signed certificate"


async def test_a_peer_that_speaks_no_tls_is_told_of() -> None:
    hello = b"\x16"  # the first byte of TLS
    message, _ = await record_of(answering(b"{}"), scheme="https", after=hello)

    assert message == f"{PROBLEM}SSL connect error"


async def test_a_peer_that_leads_out_of_this_machine_is_not_followed() -> None:
    message, _ = await record_of(answering(b"", b"Location: http://192.0.2.1/", status=b"302 Found"))

    assert message == f"{PROBLEM}Failed to connect to 192.0.2.1 port 80 after 0 ms: Couldn't connect to server"
