"""Any bytes are answered: with a known code, in bounded work, and never by a traceback.

A byte mutator that starts from the recordings' own requests. A few seconds in every run; longer on request:
``FAKE_ITOP_FUZZ=600 pytest tests/fuzz -n 0`` (seconds for each). The seed of a failure is in its text.
"""

from __future__ import annotations

import json
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from conformance import corpus
from fake_itop.check.judge import Judge
from fake_itop.cli.main import run
from fake_itop.client import Client
from fake_itop.configuration.config import ConfigError, read_config
from fake_itop.integration import wiring
from fake_itop.itop.instance import Itop
from fake_itop.journal import MessageKind, Traffic
from fake_itop.network import ConsoleAct, Exchange
from fake_itop.server.parameters import Refused, console_act, read_body
from fake_itop.state import StateError, load_states, read_document, to_document
from fake_itop.values.budget import BudgetExceededError, Limits, budgeted
from fake_itop.values.http import FORM, HttpReply, HttpRequest, NetworkFailure
from tests.cli.program import REST, started
from tests.helpers import PASSWORDS, an_itop
from tests.network.stub import NOON
from tests.webconsole.pair import console_of
from tests.webconsole.visitor import let_in

SECONDS = float(os.environ.get("FAKE_ITOP_FUZZ", "2"))
TOKENS = b"\x00|\xff|%|[|]|{|\"|\\u|\\ud800|'|SELECT |(|<a |$this->|-1|99999999999999999999".split(b"|")
SEEN = {200, 303, 400, 401, 403, 404, 405, 413, 414, 504}
"""What the console answers."""
CODES = set(range(5)) | {130}
STATUSES = {200, 404, 500, 504}


def operations() -> list[Any]:
    """What the recordings ask."""
    cases = corpus.load(corpus.SHIPPED).cases
    return [step["request"] for case in cases for step in case.steps if step["do"] == "rest" and len(str(step)) < 5_000]


def mutated(chance: random.Random, content: bytes) -> bytes:
    """The bytes with some of them changed, dropped, doubled, or others put between."""
    given = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(given) + 1)
        match chance.randrange(4):
            case 0:
                given[place:place] = chance.choice(TOKENS)
            case 1:
                del given[place : place + chance.randrange(1, 20)]
            case 2:
                given[place:place] = given[place : place + chance.randrange(200)] * chance.randrange(1, 50)
            case _ if place < len(given):
                given[place] = chance.randrange(256)
    return bytes(given[:200_000])


def rounds(seeds: list[bytes]) -> Iterator[bytes]:
    """Mutated seeds until the time is over."""
    end, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        number += 1
        chance = random.Random(number)  # noqa: S311 - to choose, not to hide
        yield mutated(chance, chance.choice(seeds))


def answered(itop: Itop, request: HttpRequest) -> HttpReply:
    """What an instance answers within its budget, its webhooks failing."""
    traffic = Traffic(limits=Limits(), processor_time=time.thread_time)
    work = Exchange(
        traffic, lambda: NOON, traffic.arrives("itop", NOON, request), itop.handle(request), itop.take_notes
    )
    webhook = work.advance()
    while webhook is not None:
        webhook = work.advance(NetworkFailure("nobody is there"))
    return work.result


def form_of(operation: bytes) -> bytes:
    return urlencode(
        {"auth_user": "rest", "auth_pwd": PASSWORDS["rest"], "version": "1.3", "json_data": operation}
    ).encode()


@pytest.fixture
def itop() -> Itop:
    return an_itop()


@pytest.mark.timeout(SECONDS + 120)
def test_any_operation_is_answered(itop: Itop) -> None:
    for body in rounds([json.dumps(each).encode() for each in operations()]):
        reply = answered(itop, HttpRequest("POST", "/webservices/rest.php", (("Content-Type", FORM),), form_of(body)))

        assert reply.status in STATUSES, body
        assert b"Traceback" not in reply.body, body


@pytest.mark.timeout(SECONDS + 120)
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b", "application/json", ""])
def test_any_body_is_answered(itop: Itop, kind: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="json_data"\r\n\r\n'
    seeds = [form_of(json.dumps(each).encode()) for each in operations()[:50]] + [part + b"{}\r\n--b--\r\n"]
    for body in rounds(seeds):
        assert (
            answered(itop, HttpRequest("POST", "/webservices/rest.php", (("Content-Type", kind),), body)).status
            in STATUSES
        )


@pytest.mark.timeout(SECONDS + 120)
def test_any_act_is_carried_out_or_refused(itop: Itop) -> None:
    act = {"login": "admin", "class": "Organization", "key": 1, "stimulus": "-", "fields": {"name": "x", "code": "y"}}
    for body in rounds([json.dumps(act).encode()]):
        with suppress(Refused):
            asked: ConsoleAct = console_act(read_body(body))
            traffic = Traffic(limits=Limits())
            message = traffic.acts("itop", NOON, MessageKind.CONSOLE, asked.to_json())
            Exchange(traffic, lambda: NOON, message, itop.console(asked), itop.take_notes).advance()


def read_a_state(text: bytes, _: Path) -> None:
    with suppress(StateError, UnicodeDecodeError):
        load_states({"itop": an_itop()}, read_document(text.decode(), "x"), "x")


def read_a_wiring(text: bytes, _: Path) -> None:
    with suppress(wiring.WiringError):
        wiring.parse(text, "x.json")


def read_a_configuration(text: bytes, folder: Path) -> None:
    (folder / "x.toml").write_bytes(text)
    with suppress(ConfigError):
        read_config(folder / "x.toml")


def judge(text: bytes, _: Path) -> None:
    with budgeted(Limits()), suppress(BudgetExceededError):
        Judge().judge(text.decode("utf-8", "replace"))


HEADS = [
    b"GET /__fake__/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    b"POST /webservices/rest.php?version=1.3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\na=1",
    b"POST /webservices/rest.php HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
    b"GET http://a:1/webservices/rest.php HTTP/1.0\r\n\r\n",
]


@contextmanager
def served() -> Iterator[Any]:
    """A pair as a program, which tells of no bug of its own until it ends."""
    with started("pair", "--ours-port", "0", "--partner-port", "0", "--quiet") as (process, where):
        yield where["ours"]
        with urlopen(where["ours"]["control"] + "live", timeout=10) as alive:  # noqa: S310 - its own
            assert alive.status == 200
        process.terminate()
        told = process.communicate(timeout=30)[1]
    assert "Traceback" not in told, told[:3000]


@pytest.mark.timeout(SECONDS + 120)
def test_any_bytes_on_a_connection_are_answered_or_end_it() -> None:
    with served() as where:
        place = urlsplit(where["rest"])
        for head in rounds(HEADS):
            with suppress(ConnectionError), socket.create_connection((place.hostname, place.port), 10) as client:
                client.sendall(head)
                client.settimeout(0.5)
                try:
                    answer = client.recv(12)
                except TimeoutError:  # it waits for the rest, as `PATIENCE` lets it
                    continue
                assert not answer or answer.startswith((b"HTTP/1.", b"HTTP/0.9 ")), head  # as it was asked
                assert not answer.endswith(b" 500"), head


def pages(chance: random.Random) -> str:
    """An address of the console, more or less."""
    page = chance.choice(
        [
            "/?ours=UserRequest::1&ours-form=ev_assign&message=3&notice=1&reads=1",
            "/wiring?a=b",
            "/sources",
            "/message/1",
            "/text/ours/UserRequest/1/description",
            "/static/console.js",
            "/?ours-find=mail&partner=UserRequest::2&partner-form=new:UserRequest",
        ]
    )
    return quote(mutated(chance, page.encode())[:2_000], safe="/?&=:%")


@pytest.mark.timeout(SECONDS + 120)
def test_any_page_and_any_form_of_the_console_is_answered() -> None:
    forms = [
        ("/act/ours", {"ticket": "UserRequest::1", "which": "ev_assign", "login": "admin", "agent_id": "1"}),
        ("/create/ours", {"class": "UserRequest", "login": "admin", "org_id": "1", "title": "t", "description": "d"}),
        ("/cron/partner", {"login": "admin"}),
        ("/way/ours", {"way": "open"}),
        ("/clock", {"amount": "5", "unit": "minutes"}),
        ("/clock", {"moment": "2027-01-01 00:00:00"}),
    ]
    with served() as where:
        visitor = let_in(console_of(where["control"]), where["token"])
        Client(where["rest"], REST).create("UserRequest", {"org_id": 1, "title": "t", "description": "d"})
        for number, noise in enumerate(rounds([b"1", b"UserRequest::1", b"admin"])):
            chance = random.Random(number)  # noqa: S311 - to choose, not to hide
            asked = pages(chance)
            path, fields = chance.choice(forms)
            typed = {**fields, chance.choice(list(fields)): noise[:2_000].decode("utf-8", "replace")}

            assert visitor.get(asked if asked.startswith("/") else f"/{asked}").status in SEEN, asked
            assert visitor.send(path, **typed).status in SEEN, (path, typed)


def command_lines(chance: random.Random, folder: Path, noise: bytes) -> list[str]:
    """A command that ends by itself, more or less, with a file of anything."""
    given = folder / "given"
    given.write_bytes(noise)
    word = noise[:200].decode("utf-8", "surrogateescape").replace("\0", "")
    return chance.choice(
        [
            ["check", str(given)],
            ["check", "--as", word, str(given)],
            ["oql", word],
            ["oql", "--explain", f"SELECT {word}"],
            ["export", str(given)],
            ["export", word],
            ["replay", "--wiring", "working", word],
            ["explore", "--wiring", f"{word}.json"],
            ["doctor", "--wiring", str(given)],
            ["serve", "--config", str(given), "--port", f"-{word}"],
            ["serve", "--data", str(given), "--port", "-1"],
            [f"x{word}"],
        ]
    )


@pytest.mark.timeout(SECONDS + 120)
def test_any_command_line_ends_with_a_known_code(tmp_path: Path, capfd: Any) -> None:
    seeds = [b'{"itop": {"rest": "http://127.0.0.1:9/", "control": "http://127.0.0.1:9/", "token": "t"}}']
    seeds += [
        b"SELECT Person WHERE id = 1",
        b"transfer:0",
        b'{"operation": "core/get"}',
        b"[[users]]\nlogin = 1\n",
        b"9",
    ]
    for number, noise in enumerate(rounds([*seeds, b"7" * 5_000])):
        arguments = command_lines(random.Random(number), tmp_path, noise)  # noqa: S311 - to choose, not to hide

        assert run(arguments) in CODES, arguments
        assert "Traceback" not in "".join(capfd.readouterr()), arguments


FILES: dict[Callable[[bytes, Path], None], Callable[[], bytes]] = {
    read_a_state: lambda: to_document({"itop": an_itop()}).encode()[:20_000],
    read_a_wiring: lambda: b'{"steps": [{"to": "ours", "request": {"operation": "core/create"}}]}',
    read_a_configuration: lambda: b'[[users]]\nlogin = "a"\npassword = "b"\nprofiles = ["Administrator"]\n',
    judge: lambda: b'{"operation": "core/create", "class": "UserRequest", "fields": {"title": "$this->title$"}}',
}


@pytest.mark.timeout(SECONDS + 120)
@pytest.mark.parametrize("read", FILES, ids=lambda read: read.__name__)
def test_any_file_is_read_or_refused_in_a_line(read: Callable[[bytes, Path], None], tmp_path: Path) -> None:
    for text in rounds([FILES[read]()]):
        read(text, tmp_path)
