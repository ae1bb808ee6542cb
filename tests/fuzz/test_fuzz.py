"""Any bytes are answered: with a known code, in bounded work, and never by a traceback.

A byte mutator that starts from the recordings' own requests. A few seconds in every run; longer on request:
``FAKE_ITOP_FUZZ=600 pytest tests/fuzz -n 0`` (seconds for each). The seed of a failure is in its text.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from conformance import corpus
from fake_itop.check.judge import Judge
from fake_itop.configuration.config import ConfigError, read_config
from fake_itop.integration import wiring
from fake_itop.itop.instance import Itop
from fake_itop.journal import MessageKind, Traffic
from fake_itop.network import ConsoleAct, Exchange
from fake_itop.server.parameters import Refused, console_act, read_body
from fake_itop.state import StateError, load_states, read_document, to_document
from fake_itop.values.budget import BudgetExceededError, Limits, budgeted
from fake_itop.values.http import FORM, HttpReply, HttpRequest, NetworkFailure
from tests.helpers import PASSWORDS, an_itop
from tests.network.stub import NOON

SECONDS = float(os.environ.get("FAKE_ITOP_FUZZ", "2"))
TOKENS = b"\x00|\xff|%|[|]|{|\"|\\u|\\ud800|'|SELECT |(|<a |$this->|-1|99999999999999999999".split(b"|")
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
