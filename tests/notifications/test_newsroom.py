"""News: a message for each contact whom a query finds."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.notifications import News

WITHOUT_WEBHOOK = {"remoteapplicationconnection_id": None, "payload": None, "headers": None}
URL = "http://itop.example/pages/UI.php?operation=details&class=UserRequest&id=1"


@pytest.fixture
def news(itop: Any) -> Any:
    """The records of the message that a new ticket sets off."""

    def publishing(**fields: Any) -> Any:
        given = {"title": "$this->ref$", "message": "New: $this->title$", "recipients": "SELECT Person"}
        itop.hook(cls="ActionNewsroom", **{**WITHOUT_WEBHOOK, **given, **fields})
        itop.ticket()
        return records(itop)

    return publishing


def records(itop: Any) -> list[tuple[Any, ...]]:
    codes = ("contact_id", "title", "message", "url", "priority", "read", "action_id", "object_id")
    return [tuple(record[code] for code in codes) for record in itop.db.store.scan("EventNotificationNewsroom")]


def test_everybody_whom_its_query_finds_has_a_message(itop: Any, news: Any) -> None:
    assert news(priority="2") == [(1, "R-000001", "New: T", URL, "2", "no", 1, 1)]
    assert itop.notes == [News((1,), "R-000001", "New: T", URL, "2")]


def test_while_it_is_tested_only_the_test_recipient_has_one(itop: Any, news: Any) -> None:
    tester = itop.create("Person", name="Tester", first_name="Tess", org_id=1)

    assert [record[0] for record in news(status="test", test_recipient_id=tester.id)] == [tester.id]


def test_a_query_that_cannot_be_run_stands_in_the_log(itop: Any, news: Any) -> None:
    assert news(recipients="SELECT Person WHERE id = :nobody") == []
    assert [line.message[:22] for line in itop.log()] == ["Missing query argument"]


def test_asynchronously_it_appears_with_the_background_tasks(itop: Any, news: Any) -> None:
    assert news(asynchronous="yes") == []

    itop.play(itop.notifier.run_queue(itop.session))

    assert records(itop) == [(1, "R-000001", "New: T", URL, "4", "no", 1, 1)]
