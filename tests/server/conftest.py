"""Servers with stub instances on free ports of loopback."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fake_itop.itop.instance import Itop
from fake_itop.journal import Traffic
from fake_itop.server.listening import ListenAddress, Member, Server, bind

TOKEN = "the-token"


@dataclass
class Running:
    """A server under test, and a client to speak to it."""

    server: Server
    traffic: Traffic
    places: Mapping[str, ListenAddress]
    http: aiohttp.ClientSession

    async def post(self, name: str, body: bytes = b"x=1") -> tuple[int, str]:
        async with self.http.post(self.places[name].rest_url, data=body) as response:
            return response.status, await response.text()

    async def control(self, name: str, call: str, body: object = None, method: str = "POST") -> tuple[int, dict]:
        headers = {"X-Fake-Itop-Token": TOKEN}
        url = self.places[name].control_url + call
        async with self.http.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json()


Start = Callable[..., Awaitable["Running"]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts instances, by name, given what makes each of them from the addresses of all."""
    async with AsyncExitStack() as stack:

        async def started(
            make: Callable[[Mapping[str, ListenAddress]], Mapping[str, Itop]],
            names: Sequence[str] = ("ours",),
            **options: Any,
        ) -> Any:
            return await stack.enter_async_context(running(make, names, **options))

        yield started


@asynccontextmanager
async def running(make: Any, names: Sequence[str], *, max_depth: int = 20, **options: Any) -> AsyncIterator[Running]:
    places = {name: bind("127.0.0.1", 0) for name in names}
    traffic = Traffic(max_depth=max_depth)
    itops = make(places)
    for name, itop in itops.items():
        itop.name = name
    members = [Member(itop, places[name], TOKEN) for name, itop in itops.items()]
    async with Server(members, traffic, **options) as server, aiohttp.ClientSession() as http:
        yield Running(server, traffic, places, http)


@pytest.fixture
def certificate(tmp_path: Path) -> Any:
    """A server's certificate that nobody trusts."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context
