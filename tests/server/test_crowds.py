"""More connections than a process may have, and clients that are gone: others are answered all the same."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from fake_itop.client import Client, ControlClient
from tests.cli.program import REST, started
from tests.webconsole.pair import console_of
from tests.webconsole.visitor import let_in

resource = pytest.importorskip("resource", reason="needs limits of processes")
DESCRIPTORS = 64


def test_more_connections_than_there_are_descriptors_are_told_once_and_wait() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, before[1]))
    try:
        program = ExitStack()
        process, where = program.enter_context(started("serve", "--port", "0", "--quiet"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    with program:
        place = urlsplit(where["itop"]["rest"])
        with ExitStack() as crowd:
            for _ in range(2 * DESCRIPTORS):
                crowd.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
        assert Client(where["itop"]["rest"], REST).get("Person", 1).objects

        process.terminate()
        told = process.communicate(timeout=20)[1]

    assert "Traceback" not in told
    assert told.count("further connections wait until others end") <= 1


def test_windows_that_were_closed_make_room_for_others_at_once() -> None:
    with started("serve", "--port", "0", "--quiet") as (_, where):
        control = where["itop"]["control"]
        visitor = let_in(console_of(control), where["itop"]["token"])
        for _ in range(100):
            window = HTTPConnection(urlsplit(visitor.address).netloc, timeout=10)
            window.request("GET", "/events", headers={"Cookie": visitor.cookie})
            assert window.getresponse().status == 200
            window.close()


def test_who_goes_before_the_answer_holds_up_nobody() -> None:
    with started("serve", "--port", "0", "--quiet") as (_, where):
        place = urlsplit(where["itop"]["rest"])
        for _ in range(50):
            with socket.create_connection((place.hostname, place.port), timeout=10) as client:
                client.send(b"POST /webservices/rest.php?version=1.3 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")

        assert ControlClient(where["itop"]["control"], where["itop"]["token"]).journal() is not None
