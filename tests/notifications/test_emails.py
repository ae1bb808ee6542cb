"""Mails: nothing leaves; each is noted, and stands in a record."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fake_itop.notifications import Mail

WITHOUT_WEBHOOK = {"remoteapplicationconnection_id": None, "payload": None, "headers": None}


@pytest.fixture
def mail(itop: Any) -> Any:
    """The record of the mail that a new ticket sets off."""

    def mailing(**fields: Any) -> Any:
        given = {
            "status": "enabled",
            "from": "itop@example.org",
            "subject": "$this->ref$",
            "body": "<p>$this->title$</p>",
        }
        itop.hook(cls="ActionEmail", **{**WITHOUT_WEBHOOK, **given, **fields})
        itop.ticket(caller_id=1)
        (record,) = itop.db.store.scan("EventNotificationEmail")
        return record

    return mailing


def test_a_mail_goes_to_all_whom_its_queries_find(itop: Any, mail: Any) -> None:
    record = mail(to="SELECT Person WHERE id = :this->caller_id", cc="SELECT Team", reply_to="desk@example.org")

    assert (record["to"], record["cc"], record["message"]) == ("carl@customer.example", "", "Sent")
    assert (record["subject"], record["body"]) == ("R-000001", "<p>T</p>")
    assert itop.notes == [
        Mail(
            sender="itop@example.org",
            sender_label="",
            to=("carl@customer.example",),
            cc=(),
            bcc=(),
            reply_to="desk@example.org",
            subject="R-000001",
            body="<p>T</p>",
            importance="normal",
        )
    ]


def test_while_it_is_tested_it_goes_to_the_test_recipient(mail: Any) -> None:
    record = mail(status="test", test_recipient="me@example.org", to="SELECT Person")

    assert (record["to"], record["message"]) == ("me@example.org", "TEST - Sent")


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"to": "SELECT Person WHERE id = 0"}, "No recipient"), ({"status": "test"}, "TEST - No recipient")],
)
def test_a_mail_that_nobody_would_get_is_not_sent(itop: Any, mail: Any, fields: Any, message: str) -> None:
    assert mail(**fields)["message"] == message
    assert itop.notes == []


def test_a_query_that_cannot_be_run_stands_in_the_record_and_in_the_log(itop: Any, mail: Any) -> None:
    record = mail(to="SELECT Person WHERE id = :nobody")

    assert record["message"].startswith("Error: Missing query argument")
    assert [(line.cls, line.message) for line in itop.log()] == [("ActionEmail", record["message"][7:])]


@pytest.mark.parametrize(("ignored", "to"), [("yes", "carl@customer.example"), ("no", "")])
def test_who_wants_no_notifications_gets_none_unless_that_is_ignored(
    itop: Any, mail: Any, ignored: str, to: str
) -> None:
    itop.update(itop.draft_of("Person", 1), notify="no")

    assert mail(to="SELECT Person", ignore_notify=ignored)["to"] == to


def test_a_template_frames_the_body(mail: Any) -> None:
    template = base64.b64encode(b"<html>$this->ref$: $content$</html>").decode()

    record = mail(to="SELECT Person", html_template={"data": template, "mimetype": "text/html", "filename": "t.html"})

    assert record["body"] == "<html>R-000001: <p>T</p></html>"


def test_asynchronously_it_leaves_with_the_background_tasks_as_it_was_when_it_was_set_off(itop: Any, mail: Any) -> None:
    record = mail(to="SELECT Person", asynchronous="yes")
    assert (record["message"], itop.notes) == ("Pending", [])

    itop.update(itop.draft_of("UserRequest", 1), title="changed meanwhile")
    itop.play(itop.notifier.run_queue(itop.session))

    assert [note.body for note in itop.notes] == ["<p>T</p>"]
    assert next(itop.db.store.scan("EventNotificationEmail"))["message"] == "Sent"


def test_a_mail_whose_record_is_gone_does_not_leave(itop: Any, mail: Any) -> None:
    itop.db.store.remove(mail(to="SELECT Person", asynchronous="yes"))

    itop.play(itop.notifier.run_queue(itop.session))

    assert itop.notes == []
