"""How fast the endpoint answers, how soon it is there, and what a ticket weighs: ``pytest tests/benchmarks -s``."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import pytest

from tests.helpers import an_itop, rest

BARE = Path(__file__).with_name("bare_server.py")
CONNECTIONS = 4
REQUESTS = 400
ROUNDS = 5
START_UPS = 5
TICKETS = 100_000

OPERATIONS: dict[str, dict[str, object]] = {
    "core/get by id": {"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id, friendlyname"},
    "core/create": {
        "operation": "core/create",
        "class": "Brand",
        "comment": "speed",
        "output_fields": "id",
        "fields": {"name": "Brand {}"},
    },
    "core/update": {
        "operation": "core/update",
        "class": "Person",
        "key": 1,
        "comment": "speed",
        "output_fields": "id",
        "fields": {"function": "Function {}"},
    },
}
"""What is asked; ``{}`` is another number each time, so that each request has something to do."""


def request(operation: str) -> bytes:
    """The next request of an operation, as it goes over the wire."""
    text = json.dumps(OPERATIONS[operation]).replace("{}", str(next(NUMBERS)))
    form = urlencode({"auth_user": "rest", "auth_pwd": "Rest-passw0rd!", "json_data": text}).encode()
    return HEAD % len(form) + form


NUMBERS = count()
HEAD = (
    b"POST /webservices/rest.php?version=1.3 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
)


@contextmanager
def started(*command: str) -> Iterator[str]:
    """A server as a process of its own; gives the first line that it prints."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


async def ask(port: int, operation: str, times: int) -> bytes:
    """Ask for an operation again and again over one connection; gives the last answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b""
    for _ in range(times):
        writer.write(request(operation))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()
    return body


async def requests_per_second(port: int, operation: str) -> float:
    start = perf_counter()
    await asyncio.gather(*(ask(port, operation, REQUESTS) for _ in range(CONNECTIONS)))
    return CONNECTIONS * REQUESTS / (perf_counter() - start)


def port_of(ready: str) -> int:
    address: str = json.loads(ready.removeprefix("READY "))["itop"]["rest"]
    return int(address.rpartition(":")[2].partition("/")[0])


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_operation_as_a_ratio_to_a_bare_handler(operation: str) -> None:
    with started("-m", "fake_itop", "serve", "--port", "0", "--quiet") as ready:
        fake = port_of(ready)
        answer = await ask(fake, operation, 1)
        with started(str(BARE), answer.decode()) as line:
            bare = int(line)
            rates = [
                (await requests_per_second(fake, operation), await requests_per_second(bare, operation))
                for _ in range(ROUNDS)
            ]
    ratio = max(of_fake / of_bare for of_fake, of_bare in rates)
    best = max(of_fake for of_fake, _ in rates)
    print(f"\n{operation}: {best:.0f} requests/s, {ratio:.2f} of a bare aiohttp handler")


def test_start_to_ready_of_serve() -> None:
    def once() -> float:
        start = perf_counter()
        with started("-m", "fake_itop", "serve", "--port", "0", "--quiet") as ready:
            assert ready.startswith("READY ")
            return perf_counter() - start

    times = sorted(once() for _ in range(START_UPS))
    print(f"\nstart to READY: best {times[0]:.2f} s, median {times[START_UPS // 2]:.2f} s (aim 0.5)")


def test_memory_per_ticket() -> None:
    itop = an_itop()
    people = {"org_id": 1, "caller_id": 1}
    gc.collect()
    before = resident_bytes()
    for number in range(TICKETS):
        fields = {**people, "title": f"Ticket {number}", "description": f"<p>Words about what is wrong, {number}</p>"}
        rest(itop, {"operation": "core/create", "class": "UserRequest", "comment": "load", "fields": fields})
    gc.collect()
    each = (resident_bytes() - before) / TICKETS
    print(f"\nmemory per ticket at {TICKETS:,}, its history included: {each / 1000:.2f} kB (aim 4)")


def resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096
