"""What is tried again where no reply came: nothing unless asked for, and never what writes."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.client import Client, FormLogin, ItopError, Reply

URL = "http://127.0.0.1/webservices/rest.php"
GONE = ConnectionResetError("gone")
DONE = Reply(200, b'{"code":0,"objects":null}')
REFUSED = Reply(200, b'{"code":1,"message":"no"}')


class Line:
    """Gives one outcome after the other."""

    def __init__(self, *outcomes: Reply | OSError) -> None:
        self.left = list(outcomes)

    def send(self, *_: Any) -> Reply:
        outcome = self.left.pop(0)
        if isinstance(outcome, OSError):
            raise outcome
        return outcome


def client(line: Line, monkeypatch: Any, retries: int) -> Client:
    monkeypatch.setattr("fake_itop.client.sync.send", line.send)
    return Client(URL, FormLogin("rest", "password"), retries=retries)


def test_nothing_is_tried_again_by_default(monkeypatch: Any) -> None:
    line = Line(GONE, DONE)
    with pytest.raises(ConnectionResetError):
        client(line, monkeypatch, 0).get("Person", 1)

    assert line.left == [DONE]


def test_a_read_is_tried_again_as_often_as_asked(monkeypatch: Any) -> None:
    assert client(Line(GONE, GONE, DONE), monkeypatch, 2).get("Person", 1).objects == []


def test_the_last_failure_is_told(monkeypatch: Any) -> None:
    with pytest.raises(ConnectionResetError):
        client(Line(GONE, GONE), monkeypatch, 1).get("Person", 1)


def test_a_write_is_never_tried_again_as_it_may_have_been_done(monkeypatch: Any) -> None:
    line = Line(GONE, DONE)
    with pytest.raises(ConnectionResetError):
        client(line, monkeypatch, 5).create("Person", {})

    assert line.left == [DONE]


def test_a_refusal_is_a_reply_and_not_tried_again(monkeypatch: Any) -> None:
    line = Line(REFUSED, DONE)
    with pytest.raises(ItopError):
        client(line, monkeypatch, 5).get("Person", 1)

    assert line.left == [DONE]
