"""Instances that reach each other without sockets."""

from typing import Any

import pytest

from fake_itop.journal import Traffic
from fake_itop.network import ConsoleAct, World
from fake_itop.network.curl import TimedOut
from fake_itop.notifications import LogRecord
from fake_itop.values.http import HttpReply, NetworkFailure
from tests.network.stub import OK, StubItop, arriving, clock, post

PARTNER = "http://partner/rest.php"
OURS = "http://ours/rest.php"


def pair(ours: Any, partner: Any, *, max_depth: int = 20) -> Any:
    world = World(Traffic(max_depth=max_depth))
    world.add(ours.at("ours", clock()))
    world.add(partner.at("partner", clock()))
    return world


def once(url: str, body: Any = b"hook") -> Any:
    """A webhook for whatever comes from outside, none for what is itself one."""
    return lambda given: [] if given == body else [post(url, body)]


def rows(world: World) -> Any:
    return [(row.instance, str(row.kind), row.cause, row.depth) for row in world.traffic.journal.rows()]


def test_a_webhook_reaches_the_partner_before_the_caller_is_answered() -> None:
    ours, partner = StubItop(once(PARTNER)), StubItop()

    assert pair(ours, partner).request("ours", arriving()) == OK
    assert partner.written == [b"hook"]
    assert ours.written == [b"x=1", b"after x=1"]


def test_the_journal_tells_who_caused_what() -> None:
    world = pair(StubItop(once(PARTNER)), StubItop())
    world.request("ours", arriving())

    assert rows(world) == [("ours", "request", None, 0), ("ours", "webhook", 1, 1), ("partner", "request", 2, 1)]


def test_the_journal_tells_what_was_logged_and_mailed_on_the_way_and_masks_its_secrets() -> None:
    ours = StubItop()
    ours.notes = [LogRecord("2026-11-24 12:00:00", "ActionWebhook", 'no {"auth_pwd": "secret"}', {"action": "1"})]
    world = pair(ours, StubItop())
    world.request("ours", arriving())

    (_, note) = world.traffic.journal.to_json()["messages"]
    assert (note["kind"], note["cause"], note["depth"]) == ("log", 1, 0)
    assert note["act"] == {
        "time": "2026-11-24 12:00:00",
        "level": "Error",
        "class": "ActionWebhook",
        "message": 'no {"auth_pwd": "******"}',
        "context": {"action": "1"},
    }


def test_a_partner_may_call_back_in_the_middle_of_a_save() -> None:
    ours = StubItop(once(PARTNER))
    partner = StubItop(lambda _: [post(OURS, b"hook")])
    pair(ours, partner).request("ours", arriving())

    assert ours.written == [b"x=1", b"hook", b"after x=1"]


def test_a_ping_pong_ends_at_the_depth_limit_and_the_journal_shows_the_cycle() -> None:
    world = pair(StubItop(lambda _: [post(PARTNER)]), StubItop(lambda _: [post(OURS)]), max_depth=6)
    world.request("ours", arriving())
    last = world.traffic.journal.rows()[-1]

    assert last.stopped.startswith("depth limit")
    assert [step.instance for step in last.cycle.steps] == ["partner", "ours"]
    assert last.cycle.times == 3


def test_a_chain_may_be_deeper_than_pythons_stack() -> None:
    world = pair(StubItop(lambda _: [post(PARTNER)]), StubItop(lambda _: [post(OURS)]), max_depth=5000)

    assert world.request("ours", arriving()) == OK


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://no-such-host.invalid/x", "Could not resolve host: no-such-host.invalid"),
        ("notaurl", "Could not resolve host: notaurl"),
        ("http://127.0.0.1:9/x", "Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server"),
        ("http://", "URL using bad/illegal format or missing URL"),
    ],
)
def test_an_address_that_nobody_has_fails_as_for_a_real_one(url: str, text: str) -> None:
    ours = StubItop(lambda _: [post(url)])
    pair(ours, StubItop()).request("ours", arriving())

    assert ours.outcomes == [text]


def test_somebody_else_may_answer_at_an_address() -> None:
    ours = StubItop(lambda _: [post("http://sink:8080/ok")])
    world = pair(ours, StubItop())
    world.listen("http://sink:8080/", lambda request: HttpReply(201, (), request.url.encode()))
    world.request("ours", arriving())

    assert ours.outcomes == ["201 http://sink:8080/ok"]


def test_a_redirect_is_followed_to_an_instance() -> None:
    ours, partner = StubItop(once("http://sink/moved")), StubItop()
    world = pair(ours, partner)
    world.listen("http://sink/", lambda _: HttpReply(307, (("Location", PARTNER),), b""))
    world.request("ours", arriving())

    assert partner.written == [b"hook"]
    assert rows(world)[-1] == ("partner", "request", 2, 1)


def test_redirects_without_end_fail() -> None:
    ours = StubItop(lambda _: [post("http://sink/")])
    world = pair(ours, StubItop())
    world.listen("http://sink/", lambda _: HttpReply(302, (("Location", "/"),), b""))
    world.request("ours", arriving())

    assert ours.outcomes == ["Maximum (10) redirects followed"]


def test_a_caller_is_answered_by_the_web_server_while_a_webhook_waits_too_long() -> None:
    """Recordings, area webhook, "method head"."""
    ours = StubItop(lambda _: [post("http://sink/")])
    world = pair(ours, StubItop())
    world.listen("http://sink/", lambda _: TimedOut("slow"))
    reply = world.request("ours", arriving())

    assert reply.status == 504
    assert b"504 Gateway Time-out" in reply.body
    assert ours.written == [b"x=1", b"after x=1"]


def test_a_failure_that_comes_at_once_is_no_reason_for_the_web_server_to_answer() -> None:
    ours = StubItop(lambda _: [post("http://sink/")])
    world = pair(ours, StubItop())
    world.listen("http://sink/", lambda _: NetworkFailure("gone"))

    assert world.request("ours", arriving()) == OK


def test_acts_at_the_console_and_of_cron_cause_webhooks_too() -> None:
    ours = StubItop(once(PARTNER))
    world = pair(ours, StubItop())

    assert world.console("ours", ConsoleAct("admin", "UserRequest", 1, "ev_assign", {"a": 1})).state == "assigned"
    assert world.cron("ours").sent == 2
    assert ours.written[0] == b"admin UserRequest 1 ev_assign {'a': 1}"
    assert rows(world)[:2] == [("ours", "console", None, 0), ("ours", "webhook", 1, 1)]
    assert rows(world)[3:5] == [("ours", "cron", None, 0), ("ours", "webhook", 4, 1)]


def test_a_bug_in_an_instance_leaves_nothing_in_flight() -> None:
    def broken(_: Any) -> None:
        raise RuntimeError("bug")

    world = pair(StubItop(lambda _: [post(PARTNER)]), StubItop(broken))
    with pytest.raises(RuntimeError, match="bug"):
        world.request("ours", arriving())

    assert len(world.traffic.in_flight) == 0


def test_misuse_is_told_in_one_line() -> None:
    world = pair(StubItop(), StubItop())

    with pytest.raises(ValueError, match="no instance 'third' in this world; there is: ours, partner"):
        world.cron("third")
    with pytest.raises(ValueError, match="somebody listens at ours already"):
        world.listen("http://ours/", lambda _: OK)
    with pytest.raises(ValueError, match="there is an instance 'ours' already"):
        world.add(StubItop().at("ours", clock(), "http://elsewhere/"))
    with pytest.raises(ValueError, match="is no address to listen at"):
        world.listen("ftp://x/", lambda _: OK)
