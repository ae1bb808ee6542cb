"""Cause and depth of messages, and the end of a chain that is too deep."""

from fake_itop.journal import MessageKind, Traffic
from fake_itop.journal.traffic import STOPPED_TEXT
from fake_itop.values.http import HttpReply, NetworkFailure
from tests.network.stub import NOON, OK, arriving, post


def test_a_message_from_outside_has_no_cause_and_depth_0() -> None:
    message = Traffic().arrives("ours", NOON, arriving())

    assert (message.cause, message.depth) == (None, 0)


def test_a_webhook_is_one_deeper_than_its_cause_and_so_is_the_request_that_it_arrives_as() -> None:
    traffic = Traffic()
    cause = traffic.arrives("ours", NOON, arriving(b"outside"))
    webhook = traffic.leaves("ours", NOON, cause, post("http://partner/rest.php"))
    arrived = traffic.arrives("partner", NOON, arriving())

    assert (webhook.cause, webhook.depth) == (cause.seq, 1)
    assert (arrived.cause, arrived.depth) == (webhook.seq, 1)


def test_a_webhook_beyond_the_limit_is_stopped_as_a_real_one_ends() -> None:
    traffic = Traffic(max_depth=1)
    cause = traffic.arrives("ours", NOON, arriving(b"outside"))
    traffic.leaves("ours", NOON, cause, post("http://partner/rest.php"))
    stopped = traffic.leaves("partner", NOON, traffic.arrives("partner", NOON, arriving()), post("http://ours/"))

    assert stopped.stopped == "depth limit: the chain would be 2 webhooks deep, 1 are allowed"
    assert stopped.reply == NetworkFailure(STOPPED_TEXT)
    assert len(traffic.in_flight) == 0


def test_a_chain_is_stopped_that_is_wide_rather_than_deep() -> None:
    traffic = Traffic(max_chained=2)
    first = traffic.leaves("ours", NOON, traffic.arrives("ours", NOON, arriving(b"outside")), post("http://partner/"))
    widening = [traffic.leaves("partner", NOON, first, post("http://ours/")) for _ in range(3)]

    assert [message.stopped for message in widening] == ["", "", "chain limit: 1 led to 3 webhooks, 2 are allowed"]


def test_a_row_shows_the_message_its_reply_and_no_secret() -> None:
    traffic = Traffic()
    cause = traffic.acts("ours", NOON, MessageKind.CONSOLE, {"login": "admin"})
    webhook = traffic.leaves("ours", NOON, cause, post("http://partner/?auth_token=t", b"auth_pwd=secret"))
    traffic.answered(webhook, HttpReply(200, (), b"fine"))

    assert cause.to_json()["act"] == {"login": "admin"}
    assert webhook.to_json() == {
        "seq": 2,
        "time": "2026-11-24 12:00:00.000000",
        "instance": "ours",
        "kind": "webhook",
        "cause": 1,
        "depth": 1,
        "method": "POST",
        "url": "http://partner/?auth_token=******",
        "headers": {"User-Agent": "spider", "Content-Type": "application/x-www-form-urlencoded"},
        "body": "auth_pwd=******",
        "reply": {"status": 200, "headers": {}, "body": "fine"},
    }


def test_what_an_abandoned_message_causes_is_an_orphan() -> None:
    traffic = Traffic()
    cause = traffic.arrives("ours", NOON, arriving(b"outside"))
    webhook = traffic.leaves("ours", NOON, cause, post("http://partner/rest.php"))
    arrived = traffic.arrives("partner", NOON, arriving())
    traffic.abandoned(cause)

    assert webhook.is_orphan
    assert arrived.is_orphan
    assert not traffic.arrives("ours", NOON, arriving()).is_orphan


def test_a_reply_counts_towards_the_journals_size() -> None:
    traffic = Traffic()
    traffic.journal.max_bytes = 20
    first = traffic.arrives("ours", NOON, arriving())
    second = traffic.arrives("ours", NOON, arriving())
    traffic.answered(second, OK)
    traffic.answered(first, HttpReply(200, (), b"x" * 50))

    assert [row.seq for row in traffic.journal.rows()] == [2]
