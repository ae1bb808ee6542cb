"""How fast the endpoint answers, how soon it is there, and what a ticket weighs: ``pytest tests/benchmarks -s``."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from tests.helpers import an_itop, rest

BARE = Path(__file__).with_name("bare_server.py")
CONNECTIONS = 4
REQUESTS = 400
ROUNDS = 5
START_UPS = 5
TICKETS = 100_000

GET = {"operation": "core/get", "class": "Person", "key": 1, "output_fields": "id, friendlyname"}
FORM = urlencode({"auth_user": "rest", "auth_pwd": "Rest-passw0rd!", "json_data": json.dumps(GET)}).encode()
REQUEST = (
    b"POST /webservices/rest.php?version=1.3 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    + str(len(FORM)).encode()
    + b"\r\n\r\n"
    + FORM
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


async def ask(port: int, times: int) -> bytes:
    """Send the same request again and again over one connection; gives the last answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b""
    for _ in range(times):
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()
    return body


async def requests_per_second(port: int) -> float:
    start = perf_counter()
    await asyncio.gather(*(ask(port, REQUESTS) for _ in range(CONNECTIONS)))
    return CONNECTIONS * REQUESTS / (perf_counter() - start)


def port_of(ready: str) -> int:
    address: str = json.loads(ready.removeprefix("READY "))["itop"]["rest"]
    return int(address.rpartition(":")[2].partition("/")[0])


async def test_core_get_by_id_as_a_ratio_to_a_bare_handler() -> None:
    with started("-m", "fake_itop", "serve", "--port", "0", "--quiet") as ready:
        answer = await ask(port_of(ready), 1)
        with started(str(BARE), answer.decode()) as line:
            rates = [
                (await requests_per_second(port_of(ready)), await requests_per_second(int(line))) for _ in range(ROUNDS)
            ]
    ratio = max(fake / bare for fake, bare in rates)
    best = max(fake for fake, _ in rates)
    print(f"\ncore/get by id: {best:.0f} requests/s, {ratio:.2f} of a bare aiohttp handler (aim 0.5)")


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
