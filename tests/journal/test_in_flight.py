"""An incoming request is known as the outgoing one by its bytes alone."""

from typing import Any

import pytest

from fake_itop.journal import InFlight, Message, MessageKind
from fake_itop.values.http import HttpRequest
from tests.network.stub import NOON, post


def sent(in_flight: InFlight, seq: int, request: Any) -> Any:
    message = Message(seq, NOON, "ours", MessageKind.WEBHOOK, request, None, 1)
    in_flight.add(message, request)
    return message


def test_host_port_and_headers_do_not_matter_so_a_proxy_may_stand_between() -> None:
    in_flight = InFlight()
    message = sent(in_flight, 1, post("http://proxy:81/rest.php?version=1.3"))
    request = HttpRequest(
        "POST", "/rest.php?version=1.3", (("Host", "x"), ("Via", "p"), ("X-Forwarded-For", "1")), b"x=1"
    )

    assert in_flight.take(request) is message
    assert in_flight.take(request) is None


@pytest.mark.parametrize(
    "other",
    [
        HttpRequest("PUT", "/rest.php", (), b"x=1"),
        HttpRequest("POST", "/rest.php?a=1", (), b"x=1"),
        HttpRequest("POST", "/rest.php", (), b"x=2"),
    ],
)
def test_method_path_and_body_matter(other: Any) -> None:
    in_flight = InFlight()
    sent(in_flight, 1, post("http://partner/rest.php"))

    assert in_flight.take(other) is None


def test_of_equal_messages_the_oldest_arrives_first() -> None:
    in_flight = InFlight()
    messages = [sent(in_flight, seq, post("http://partner/")) for seq in (1, 2)]
    request = HttpRequest("POST", "/", (), b"x=1")

    assert [in_flight.take(request), in_flight.take(request)] == messages


def test_an_answered_message_is_no_longer_waited_for() -> None:
    in_flight = InFlight()
    first, second = (sent(in_flight, seq, post("http://partner/")) for seq in (1, 2))
    in_flight.remove(first)
    in_flight.remove(first)

    assert in_flight.take(HttpRequest("POST", "/", (), b"x=1")) is second
    assert len(in_flight) == 0


def test_a_redirected_message_arrives_where_it_was_redirected_to() -> None:
    in_flight = InFlight()
    message = sent(in_flight, 1, post("http://partner/a"))
    in_flight.add(message, post("http://partner/b"))

    assert in_flight.take(HttpRequest("POST", "/a", (), b"x=1")) is None
    assert in_flight.take(HttpRequest("POST", "/b", (), b"x=1")) is message
