"""Mails: nothing leaves, all is written down."""

from __future__ import annotations

from typing import Any

import pytest


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


WITHOUT_WEBHOOK = {"remoteapplicationconnection_id": None, "payload": None, "headers": None}


def test_a_mail_goes_to_all_whom_its_queries_find(mail: Any) -> None:
    record = mail(to="SELECT Person WHERE id = :this->caller_id", cc="SELECT Team")

    assert (record["to"], record["cc"]) == ("carl@customer.example", "")
    assert (record["subject"], record["body"]) == ("R-000001", "<p>T</p>")
    assert record["message"] == "Sent"


def test_while_it_is_tested_it_goes_to_the_test_recipient(mail: Any) -> None:
    record = mail(status="test", test_recipient="me@example.org", to="SELECT Person")

    assert (record["to"], record["message"]) == ("me@example.org", "TEST - Sent")


def test_a_query_that_cannot_be_run_stands_in_the_record(mail: Any) -> None:
    record = mail(to="SELECT Person WHERE id = :nobody")

    assert record["message"].startswith("Error: Missing query argument")
