"""Lines that tell of messages."""

from __future__ import annotations

from datetime import datetime

import pytest

from fake_itop.cli.running import teller
from fake_itop.journal import MessageKind, Traffic
from fake_itop.network import ConsoleAct
from fake_itop.values.http import NetworkFailure, OutgoingRequest

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
DEPTH_LIMIT = "depth limit: the chain would be 2 webhooks deep, 1 are allowed"
START = "2026-11-24 12:00:00.000000 ours"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def traffic(lines: list[str]) -> Traffic:
    traffic = Traffic(max_depth=1)
    traffic.journal._watchers.append(teller("text", lines.append))
    return traffic


def test_a_webhook_is_told_of_when_it_is_answered_with_what_caused_it(traffic: Traffic, lines: list[str]) -> None:
    act = traffic.acts("ours", NOON, MessageKind.CONSOLE, ConsoleAct("admin", "UserRequest", 1).to_json())
    webhook = traffic.leaves("ours", NOON, act, OutgoingRequest("POST", "http://there/hook", ()))
    assert lines == []

    traffic.answered(webhook, NetworkFailure("Empty reply from server"))

    assert lines == [f"{START} #2 (of #1) -> POST http://there/hook: Empty reply from server"]


def test_one_that_is_stopped_says_why(traffic: Traffic, lines: list[str]) -> None:
    act = traffic.acts("ours", NOON, MessageKind.CRON, {})
    webhook = traffic.leaves("ours", NOON, act, OutgoingRequest("POST", "http://there/hook", ()))

    traffic.leaves("ours", NOON, webhook, OutgoingRequest("POST", "http://there/hook", ()))

    assert lines == [f"{START} #3 (of #2) -> POST http://there/hook: {DEPTH_LIMIT}"]


def test_what_is_noted_is_told_of_at_once(traffic: Traffic, lines: list[str]) -> None:
    traffic.notes("ours", NOON, MessageKind.LOG, None, {"class": "ActionWebhook", "message": "no"})

    assert lines == [f'{START} #1 log {{"class": "ActionWebhook", "message": "no"}}']
