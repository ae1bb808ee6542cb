"""Objects that are written to again: finding the one, what is refused, what is remembered (recordings ``update``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, create, found, read, update


@pytest.fixture(autouse=True)
def _two_tickets(itop: Itop) -> None:
    a_ticket(itop)
    a_ticket(itop)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (99, "Invalid object UserRequest::99"),
        ([1], "Wrong format for key"),
        ("SELECT UserRequest", "Several items found (2) for query: SELECT UserRequest"),
        ("SELECT UserRequest WHERE id=99", "No item found for query: SELECT UserRequest WHERE id=99"),
        ({"title": "T"}, "Several items found (2) with criteria: title: T (T)"),
        ({"title": "x"}, "No item found with criteria: title: x (x)"),
    ],
)
def test_exactly_one_object_is_written_to(itop: Itop, key: Any, text: str) -> None:
    assert update(itop, "UserRequest", key, {"title": "x"}) == {"code": 100, "message": f"Error: {text}"}


def test_a_query_that_cannot_be_run_is_worded_as_the_exception_it_is(itop: Itop) -> None:
    message = update(itop, "UserRequest", "SELECT UserRequest WHERE", {"title": "x"})["message"]

    assert message == (
        "Error: Query failed to execute: query = SELECT UserRequest WHERE, "
        "exception_class = OQLParserSyntaxErrorException, exception_message = "
        "Unexpected token End of Input - found '0' at 0 in 'SELECT UserRequest WHERE'"
    )


def test_a_refusal_names_the_object(itop: Itop) -> None:
    message = update(itop, "UserRequest", 2, {"title": ""})["message"]

    assert message.endswith("}, class = UserRequest, id = 2")


def test_an_organization_is_not_below_itself(itop: Itop) -> None:
    below = create(itop, "Organization", {"name": "Below", "parent_id": 1})

    message = update(itop, "Organization", 1, {"parent_id": below})["message"]

    assert message.startswith(
        f"Error: Unexpected value for attribute 'Parent' (parent_id) : Value not allowed [{below}]: issues = "
    )


def test_a_value_that_was_bad_before_and_is_not_touched_is_no_issue(itop: Itop) -> None:
    record = itop.db.store.get("UserRequest", 1)
    assert record is not None
    itop.db.store.put(record.with_values({"impact": None}))

    assert update(itop, "UserRequest", 1, {"title": "x"})["code"] == 0


def test_the_reply_shows_the_object_as_updated(itop: Itop) -> None:
    entry = update(itop, "UserRequest", 1, {"title": "x"})["objects"]["UserRequest::1"]

    assert (entry["message"], entry["fields"]["title"]) == ("updated", "x")


def test_every_write_moves_the_date_of_the_last_update(itop: Itop) -> None:
    itop.clock.advance(60)

    update(itop, "UserRequest", 1, {"title": "x"})

    assert read(itop, "UserRequest", 1, "last_update") == {"last_update": "2026-03-01 08:01:00"}


def test_writing_what_is_there_already_changes_nothing(itop: Itop) -> None:
    before = itop.snapshot()
    itop.clock.advance(60)

    assert update(itop, "UserRequest", 1, {"title": "T"})["code"] == 0
    assert itop.snapshot().store == before.store


def test_the_history_keeps_the_earlier_value_under_the_comment_of_the_request(itop: Itop) -> None:
    update(itop, "UserRequest", 1, {"title": "x"})

    (op,) = found(
        itop, "CMDBChangeOpSetAttributeScalar", "SELECT CMDBChangeOpSetAttributeScalar WHERE attcode = 'title'"
    )
    kept = read(itop, "CMDBChangeOpSetAttributeScalar", op, "oldvalue", "newvalue", "change")
    change = read(itop, "CMDBChange", kept["change"], "userinfo", "origin")

    assert (kept["oldvalue"], kept["newvalue"]) == ("T", "x")
    assert change == {"userinfo": "test", "origin": "webservice-rest"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start_date": "2024-02-30 10:00:00"}, "Error: Failed to issue SQL query: query = "),
        ({"pending_reason": 5}, "Error: Expected the attribute value to be a string: found_type = integer, value = 5"),
    ],
)
def test_a_write_that_breaks_has_the_code_of_any_error_and_names_the_object(
    itop: Itop, fields: dict[str, Any], said: str
) -> None:
    reply = update(itop, "UserRequest", a_ticket(itop), fields)

    assert reply["code"] == 100
    assert reply["message"].startswith(said)
    assert ": id = 3, class = UserRequest, issues = {0=>" in reply["message"]
