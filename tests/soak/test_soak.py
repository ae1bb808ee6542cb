"""A server under everything at once, for minutes: nothing grows, nothing breaks, everything is answered.

On request: ``FAKE_ITOP_SOAK=600 pytest tests/soak -s -n 0`` (seconds). The figures are shown.
"""

from __future__ import annotations

import os
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from fake_itop.client import Client, ControlClient, ItopError, NotItopError
from tests.cli.program import REST, started
from tests.soak.attacks import ATTACKS
from tests.soak.watching import asking, at_most, descriptors, memory
from tests.webconsole.pair import console_of
from tests.webconsole.visitor import let_in

SECONDS = float(os.environ.get("FAKE_ITOP_SOAK", "10"))
CONNECTIONS = 50
MOST_MEMORY = 400
"""MiB."""
LATEST = 0.25
"""Seconds in which ``live`` answers at worst, on a machine that has nothing else to do."""
SIDES = ("ours", "partner")
OK = 200


class Soak:
    """What many clients do to a server until it is over, and what is seen of it."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.rest, self.control, self.token = ready["rest"], ready["control"], ready["token"]
        self.console = console_of(self.control)
        self.place = urlsplit(self.rest).hostname, urlsplit(self.rest).port
        self.over = threading.Event()
        self.counted: Counter[str] = Counter()
        self.failed: list[str] = []

    def run(self, doing: Callable[[random.Random], None], seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - to choose, not to hide
        while not self.over.is_set():
            try:
                doing(chance)
            except Exception as error:  # noqa: BLE001 - told at the end
                self.failed.append(f"{doing.__name__}: {error!r}")
                self.over.wait(0.1)
            self.counted[doing.__name__] += 1

    def write(self, chance: random.Random) -> None:
        """A ticket is made, changed, read and deleted."""
        client = Client(self.rest, REST)
        fields = {
            "org_id": 1,
            "title": "t" * chance.randrange(1, 200),
            "description": "<p>x</p>" * chance.randrange(1, 500),
        }
        (made,) = client.create("UserRequest", fields, output_fields="id").objects
        client.update("UserRequest", made.id, {"public_log": "y" * chance.randrange(1, 20_000)}, output_fields="id")
        client.get("UserRequest", made.id, output_fields="*+")
        client.delete("UserRequest", made.id)

    def be_mean(self, chance: random.Random) -> None:
        """What costs too much is answered all the same."""
        with suppress(ItopError, NotItopError, OSError):
            what = chance.choice(list(ATTACKS.values()))
            asked = Request(self.rest, what.body, {"Content-Type": what.kind})  # noqa: S310 - its own
            with urlopen(asked, timeout=60) as answer:  # noqa: S310 - its own
                answer.read()

    def reset(self, chance: random.Random) -> None:
        """Connections that are broken off in the middle of a request."""
        with socket.create_connection(self.place, timeout=10) as connection:
            connection.send(
                b"POST /webservices/rest.php HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nx"[
                    : chance.randrange(1, 70)
                ]
            )
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.over.wait(0.02)

    def browse(self, chance: random.Random) -> None:
        """Somebody goes through the console's pages."""
        visitor = let_in(self.console, self.token)
        for page in chance.sample(["/", "/?reads=1", "/wiring", "/sources"], 3):
            assert visitor.get(page).status == OK
        self.over.wait(0.2)

    def follow(self, chance: random.Random) -> None:
        """A browser's window follows what changes, and goes."""
        visitor = let_in(self.console, self.token)
        connection = HTTPConnection(urlsplit(self.console).netloc, timeout=30)
        connection.request("GET", "/events", headers={"Cookie": visitor.cookie})
        answer = connection.getresponse()
        assert answer.status == OK
        for _ in range(chance.randrange(1, 6)):
            answer.readline()
        connection.close()

    def disturb(self, chance: random.Random) -> None:
        """The way from one instance to the other is held, cut, and open again."""
        visitor = let_in(self.console, self.token)
        for way, seconds in (("held", 0.3), ("cut", 0.3), ("open", 2.0)):
            visitor.send(f"/way/{chance.choice(SIDES)}" if way != "open" else "/way/ours", way=way)
            self.over.wait(seconds)
        visitor.send("/way/partner", way="open")

    def look(self, _: random.Random) -> None:
        """Somebody reads the journal."""
        ControlClient(self.control, self.token).journal()
        self.over.wait(0.5)


@contextmanager
def under(soak: Soak) -> Iterator[None]:
    doings = [soak.look, soak.be_mean, soak.disturb, *[soak.browse] * 2, *[soak.follow] * 4, *[soak.reset] * 10]
    doings += [soak.write] * (CONNECTIONS - len(doings))
    threads = [threading.Thread(target=soak.run, args=(doing, seed)) for seed, doing in enumerate(doings)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        soak.over.set()
        for thread in threads:
            thread.join(60)


@pytest.mark.timeout(SECONDS + 300)
def test_a_server_stands_everything_at_once() -> None:
    options = ("--ours-port", "0", "--partner-port", "0", "--quiet", "--journal-max", "5000")
    with started("pair", *options) as (process, where):
        errors: list[str] = []
        reader = threading.Thread(target=lambda: errors.extend(process.stderr), daemon=True)
        reader.start()
        soak = Soak(where["ours"])
        before = descriptors(process.pid)
        times: list[float] = []
        with under(soak), asking(soak.control + "live", times):
            time.sleep(SECONDS / 2)
            half = memory(process.pid)
            time.sleep(SECONDS / 2)
            whole = memory(process.pid)
        time.sleep(2)
        after = descriptors(process.pid)
        rows = ControlClient(soak.control, soak.token).journal()
    times.sort()
    late = times[len(times) * 99 // 100]
    print(f"live: {len(times)} times, half within {times[len(times) // 2]:.3f} s, 99 of 100 within {late:.3f} s")
    print(dict(soak.counted), f"memory {half} -> {whole} MiB, descriptors {before} -> {after}, live {max(times):.3f} s")

    assert not soak.failed, soak.failed[:5]
    assert "Traceback" not in "".join(errors), "".join(errors)[:3000]
    assert whole < MOST_MEMORY
    assert after <= before + 5
    assert max(times) < at_most(LATEST)
    numbers = [row["seq"] for row in rows]
    assert numbers == sorted(set(numbers))
