"""Webhooks over sockets: what goes out, and how failures are told."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.curl import address_of
from fake_itop.server.guard import Guard, NotAllowed
from fake_itop.server.listening import bind
from fake_itop.server.network import SocketNetwork
from fake_itop.server.sender import Sender
from fake_itop.values.http import HttpReply, NetworkFailure, OutgoingRequest
from tests.network.stub import NOON, clock, post

Listener = Callable[..., Any]
"""Starts something that answers bytes with bytes; see the fixture."""


@pytest.fixture
async def sender() -> Any:
    opened = Sender(Guard())
    yield opened
    await opened.close()


@pytest.fixture
async def listener() -> Any:
    """Starts something that answers bytes with bytes, and gives its URL and what it read."""
    servers = []

    async def started(answer: Any, *, tls: Any = None) -> Any:
        read = []

        async def talk(reader: Any, writer: Any) -> None:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
                read.append(head + await reader.readexactly(length))
                writer.write(answer)
                await writer.drain()
            finally:
                writer.close()

        place = bind("127.0.0.1", 0)
        servers.append(await asyncio.start_server(talk, sock=place.socket, ssl=tls))
        return place.root_url, read

    yield started
    for server in servers:
        server.close()
        await server.wait_closed()


async def send(sender: Sender, request: OutgoingRequest) -> Any:
    """What comes of a request, within its time-out."""
    address: Any = address_of(request.url)
    return await sender.send(request, address, request.timeout)


@dataclass
class Sent:
    """A webhook that was sent over a network, redirects and all."""

    outcome: Any
    message: Message
    moved: list[OutgoingRequest]


async def sent(sender: Sender, request: OutgoingRequest) -> Sent:
    """Send a webhook of ours."""
    traffic = Traffic()
    act = traffic.acts("ours", NOON, MessageKind.CRON, {})
    message = traffic.leaves("ours", NOON, act, request)
    moved: list[OutgoingRequest] = []
    traffic.moves = lambda _, target: moved.append(target)  # type: ignore[method-assign]
    network = SocketNetwork({}, {"ours": clock()}, traffic, sender)
    return Sent(await network.send(message), message, moved)


async def test_what_goes_out_is_the_request_and_nothing_more(sender: Sender, listener: Listener) -> None:
    url, read = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    request = OutgoingRequest("POST", url + "a%7Bb?c=d%20e#f", (("User-Agent", "spider"), ("Accept", "*/*")), b"x=1")
    outcome = await send(sender, request)
    host = url.removeprefix("http://").rstrip("/")

    assert outcome == HttpReply(200, (("Content-Length", "2"),), b"ok")
    assert read == [
        f"POST /a%7Bb?c=d%20e HTTP/1.1\r\nHost: {host}\r\nUser-Agent: spider\r\nAccept: */*\r\n"
        "Content-Length: 3\r\n\r\nx=1".encode()
    ]


async def test_a_request_without_body_says_nothing_about_one(sender: Sender, listener: Listener) -> None:
    url, read = await listener(b"HTTP/1.1 204 No Content\r\n\r\n")
    await send(sender, OutgoingRequest("GET", url, ()))

    assert read == [f"GET / HTTP/1.1\r\nHost: {url.removeprefix('http://').rstrip('/')}\r\n\r\n".encode()]


async def test_an_error_status_is_an_answer(sender: Sender, listener: Listener) -> None:
    url, _ = await listener(b"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops")

    assert (await send(sender, post(url))).status == 500


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"", "Empty reply from server"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "transfer closed with 7 bytes remaining to read"),
        (b"hello\r\n\r\n", "Received HTTP/0.9 when not allowed"),
    ],
)
async def test_a_broken_answer_is_told_in_curls_words(
    sender: Sender, listener: Listener, answer: bytes, text: str
) -> None:
    url, _ = await listener(answer)

    assert await send(sender, post(url)) == NetworkFailure(text)


async def test_head_waits_for_the_announced_body_in_vain(sender: Sender, listener: Listener) -> None:
    """Recordings, area webhook, "method head"; nobody waits here in earnest."""
    url, _ = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
    outcome = await send(sender, OutgoingRequest("HEAD", url, ()))

    assert outcome.text == "Operation timed out after 120001 milliseconds with 0 out of 12 bytes received"


async def test_nothing_listens(sender: Sender) -> None:
    place = bind("127.0.0.1", 0)
    port = place.socket.getsockname()[1]
    place.socket.close()
    outcome = await send(sender, post(place.root_url))

    assert outcome.text.startswith(f"Failed to connect to 127.0.0.1 port {port} after ")
    assert outcome.text.endswith(" ms: Couldn't connect to server")


@pytest.mark.parametrize("url", ["http://no-such-host.invalid/x", "no-such-host.invalid"])
async def test_no_such_host(sender: Sender, url: str) -> None:
    assert await send(sender, post(url)) == NetworkFailure("Could not resolve host: no-such-host.invalid")


async def test_a_slow_answer_times_out(sender: Sender) -> None:
    async def never(_reader: Any, writer: Any) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        try:
            await asyncio.Event().wait()
        finally:
            writer.close()

    place = bind("127.0.0.1", 0)
    server = await asyncio.start_server(never, sock=place.socket)
    outcome = await send(sender, post(place.root_url, seconds=0.05))
    server.close()

    assert outcome.text == "Operation timed out after 51 milliseconds with 3 out of 9 bytes received"
    assert outcome.seconds == 0.05


async def test_a_redirect_is_followed_and_told_before_it_is_sent(sender: Sender, listener: Listener) -> None:
    target, read = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend")
    url, _ = await listener(f"HTTP/1.1 302 Found\r\nLocation: {target}z\r\nContent-Length: 0\r\n\r\n".encode())
    webhook = await sent(sender, post(url))

    assert webhook.outcome.body == b"end"
    assert [(request.method, request.url) for request in webhook.moved] == [("GET", target + "z")]
    assert read[0].startswith(b"GET /z HTTP/1.1\r\n")


async def test_redirects_without_end_fail(sender: Sender) -> None:
    async def again(_: Any) -> Any:
        return web.Response(status=302, headers={"Location": "/"})

    place = bind("127.0.0.1", 0)
    runner = web.ServerRunner(web.Server(again, access_log=None))
    await runner.setup()
    await web.SockSite(runner, place.socket).start()
    webhook = await sent(sender, post(place.root_url))
    await runner.cleanup()

    assert webhook.outcome == NetworkFailure("Maximum (10) redirects followed")


async def test_a_certificate_that_nobody_trusts_is_told_in_curls_words(
    sender: Sender, listener: Listener, certificate: ssl.SSLContext
) -> None:
    url, _ = await listener(b"", tls=certificate)
    outcome = await send(sender, post(url.replace("http:", "https:")))

    assert outcome == NetworkFailure("SSL certificate problem: self-signed certificate")


async def test_tls_to_a_server_without_it_fails(sender: Sender) -> None:
    async def plain(reader: Any, writer: Any) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    place = bind("127.0.0.1", 0)
    server = await asyncio.start_server(plain, sock=place.socket)
    outcome = await send(sender, post(place.root_url.replace("http:", "https:")))
    server.close()

    assert outcome == NetworkFailure("SSL connect error")


@pytest.mark.parametrize("url", ["http://192.0.2.1/", "http://[2001:db8::1]/", "http://[::ffff:192.0.2.1]/"])
async def test_other_machines_are_not_reached(sender: Sender, url: str) -> None:
    with pytest.raises(NotAllowed, match="--allow-webhook-host HOST allows another"):
        await send(sender, post(url))


async def test_a_redirect_does_not_lead_out(sender: Sender, listener: Listener) -> None:
    url, _ = await listener(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n")
    webhook = await sent(sender, post(url))

    assert webhook.outcome.text.startswith("Failed to connect to 192.0.2.1 port 80")
    assert webhook.message.stopped.startswith("not allowed: webhooks go to this machine only")


class TestNamesThatResolveElsewhere:
    """A name is what its owner says: what counts is the address that is connected to."""

    @pytest.fixture
    def resolve(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Lets names have these addresses: the first list at the first look-up, and so on."""

        def answering(*answers: list[str]) -> list[str]:
            left, asked = list(answers), []

            async def resolved(_: Any, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
                asked.append(host)
                addresses = left.pop(0) if len(left) > 1 else left[0]
                shown = {"hostname": host, "port": port, "family": family, "proto": 0, "flags": 0}
                return [{**shown, "host": address} for address in addresses]

            monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolved)
            return asked

        return answering

    @staticmethod
    def named(url: str) -> str:
        return url.replace("127.0.0.1", "partner.example")

    async def test_a_name_of_another_machine_is_not_reached(self, sender: Sender, resolve: Any) -> None:
        resolve(["192.0.2.1"])

        with pytest.raises(NotAllowed):
            await send(sender, post("http://partner.example/"))

    async def test_a_name_of_this_machine_is(self, sender: Sender, listener: Listener, resolve: Any) -> None:
        url, _ = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        resolve(["127.0.0.1"])

        assert (await send(sender, post(self.named(url)))).body == b"ok"

    async def test_it_is_looked_up_once_for_each_connection(
        self, sender: Sender, listener: Listener, resolve: Any
    ) -> None:
        """Nothing is resolved anew between the check and the connection."""
        url, _ = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        asked = resolve(["127.0.0.1"], ["192.0.2.1"])

        assert (await send(sender, post(self.named(url)))).body == b"ok"
        assert asked == ["partner.example"]

    async def test_a_redirect_to_a_name_that_moved_meanwhile_is_checked_again(
        self, sender: Sender, listener: Listener, resolve: Any
    ) -> None:
        url, _ = await listener(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
        asked = resolve(["127.0.0.1"], ["192.0.2.1"])

        webhook = await sent(sender, post(self.named(url)))

        assert webhook.message.stopped.startswith("not allowed")
        assert asked == ["partner.example", "partner.example"]

    async def test_of_several_addresses_only_those_of_this_machine_are_tried(
        self, sender: Sender, listener: Listener, resolve: Any
    ) -> None:
        url, _ = await listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        resolve(["192.0.2.1", "127.0.0.1"])

        assert (await send(sender, post(self.named(url)))).body == b"ok"

    async def test_several_addresses_elsewhere_are_refused_as_one_is(self, sender: Sender, resolve: Any) -> None:
        resolve(["192.0.2.1", "192.0.2.2"])

        with pytest.raises(NotAllowed):
            await send(sender, post("http://partner.example/"))
