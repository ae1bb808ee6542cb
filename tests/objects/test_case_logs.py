"""Case logs over REST (recordings ``caselog``; docs/itop/case-logs.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fake_itop.datamodel.attributes import LogEntry
from fake_itop.itop.instance import Itop
from fake_itop.objects.logs import add_to_log, user_name
from fake_itop.objects.rules import ObjectRules
from fake_itop.objects.session import Session
from tests.helpers import a_ticket, read, update


@pytest.fixture(autouse=True)
def _ticket(itop: Itop) -> None:
    a_ticket(itop, public_log="first")


def log(itop: Itop, value: Any) -> list[dict[str, Any]]:
    """The entries after a value was written to the log."""
    reply = update(itop, "UserRequest", 1, {"public_log": value})
    assert reply["code"] == 0, reply["message"]
    entries: list[dict[str, Any]] = read(itop, "UserRequest", 1, "public_log")["public_log"]["entries"]
    return entries


def log_refusal(itop: Itop, value: Any, user: str = "rest") -> tuple[int, str]:
    """Code and message with which a value is refused."""
    reply = update(itop, "UserRequest", 1, {"public_log": value}, user)
    return reply["code"], reply["message"]


def test_a_text_is_added_and_the_newest_entry_comes_last(itop: Itop) -> None:
    assert [entry["message"] for entry in log(itop, "second")] == ["first", "second"]


def test_an_empty_text_adds_nothing(itop: Itop) -> None:
    assert len(log(itop, "")) == 1


def test_an_entry_carries_the_moment_and_who_wrote_it(itop: Itop) -> None:
    entry = log(itop, "second")[-1]

    assert (entry["date"], entry["user_login"], entry["user_id"]) == ("2026-03-01 08:00:00", "rest", "2")


def test_an_item_may_bring_its_date(itop: Itop) -> None:
    assert log(itop, {"add_item": {"message": "m", "date": "2020-01-02 03:04:05"}})[-1]["date"] == "2020-01-02 03:04:05"


@pytest.mark.parametrize("form", ["html", "text"])
def test_a_date_that_is_none_is_refused_as_php_does(itop: Itop, form: str) -> None:
    code, message = log_refusal(itop, {"add_item": {"message": "m", "format": form, "date": "soon"}})

    assert (code, message.partition(" at ")[0]) == (100, "Error: public_log: Failed to parse time string (soon)")


def test_items_replace_the_log(itop: Itop) -> None:
    items = [{"message": "a"}, {"message": "b"}]

    assert [entry["message"] for entry in log(itop, {"items": items})] == ["a", "b"]


@pytest.mark.parametrize("value", [None, 5, True, {}, {"items": "x"}, []])
def test_another_form_lacks_items(itop: Itop, value: Any) -> None:
    assert log_refusal(itop, value) == (100, "Error: public_log: Missing 'items' elements")


@pytest.mark.parametrize("item", ["text", {}, {"message": None}])
def test_an_item_needs_a_message(itop: Itop, item: Any) -> None:
    assert log_refusal(itop, {"add_item": item}) == (100, "Error: public_log: Missing mandatory entry: 'message'")


def test_only_administrators_write_in_the_name_of_others(itop: Itop) -> None:
    code, message = log_refusal(itop, {"add_item": {"message": "m", "user_id": 1}}, "partner_rest")

    assert (code, message) == (1, "Error: public_log: Only administrators can set the user id")


def test_an_administrator_writes_in_the_name_of_a_user_by_their_contact(itop: Itop) -> None:
    entry = log(itop, {"add_item": {"message": "m", "user_id": 1}})[-1]

    assert (entry["user_login"], entry["user_id"]) == ("My first name My last name", "1")


def test_a_login_alone_names_nobody(itop: Itop) -> None:
    assert log(itop, {"add_item": {"message": "m", "user_login": "Ann"}})[-1]["user_login"] == "rest"


def test_a_login_beside_user_zero_is_shown_as_it_is(itop: Itop) -> None:
    entry = log(itop, {"add_item": {"message": "m", "user_id": 0, "user_login": "Ann"}})[-1]

    assert (entry["user_login"], entry["user_id"]) == ("Ann", "0")


def test_an_entry_shows_as_text_and_as_html(itop: Itop) -> None:
    entry = log(itop, "<p>a <b>b</b></p>")[-1]

    assert (entry["message"], entry["message_html"]) == ("a b", "<p>a <b>b</b></p>")


def test_a_text_item_is_kept_as_it_is(itop: Itop) -> None:
    entry = log(itop, {"add_item": {"message": "<b>x</b>", "format": "text"}})[-1]

    assert (entry["message"], entry["message_html"]) == ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;")


def test_an_unknown_format_has_no_html(itop: Itop) -> None:
    entry = log(itop, {"add_item": {"message": "x", "format": "markdown"}})[-1]

    assert (entry["message"], entry["message_html"]) == ("x", None)


@pytest.mark.parametrize("form", [{}, {"format": None}, {"format": "html"}])
def test_an_item_is_html_unless_it_says_otherwise(itop: Itop, form: dict[str, Any]) -> None:
    entry = log(itop, {"add_item": {"message": "<b>x</b><script>y</script>", **form}})[-1]

    assert (entry["message"], entry["message_html"]) == ("x", "<b>x</b>")


def test_items_may_stand_in_an_object(itop: Itop) -> None:
    items = {"5": {"message": "a"}, "x": {"message": "b"}}

    assert [entry["message"] for entry in log(itop, {"items": items})] == ["a", "b"]


@pytest.mark.parametrize("zero", [0, "0", 0.0, "00"])
def test_user_zero_is_nobody_in_any_spelling(itop: Itop, zero: Any) -> None:
    entry = log(itop, {"add_item": {"message": "m", "user_id": zero, "user_login": "bob"}})[-1]

    assert (entry["user_login"], entry["user_id"]) == ("bob", "0")


def test_nobody_without_a_name_goes_by_that_of_who_writes(itop: Itop) -> None:
    assert log(itop, {"add_item": {"message": "m", "user_id": 0}})[-1]["user_login"] == "rest"


def test_a_user_without_a_contact_goes_by_the_login(itop: Itop) -> None:
    assert log(itop, {"add_item": {"message": "m", "user_id": 3}})[-1]["user_login"] == "partner_rest"


def test_a_user_who_is_not_there_has_no_name(itop: Itop) -> None:
    assert user_name(itop.db, 99) == ""


def test_a_log_without_entries_is_none(itop: Itop) -> None:
    attribute = itop.db.model["UserRequest"].attributes["public_log"]

    assert attribute.is_null(())
    assert not attribute.is_null((LogEntry("2026-01-01 00:00:00", "a", 1, "<p>x</p>"),))


@pytest.mark.parametrize("raw", ["<p>x</p>", {"add_item": {"message": "<p>x</p>"}}])
def test_an_entry_reads_as_the_instances_version_reads_html(itop: Itop, raw: Any) -> None:
    db = replace(itop.db, rules=ObjectRules(to_text=lambda html: f"read {html}"))
    session = Session("rest", user_id=2, name="rest", is_administrator=True)

    (entry,) = add_to_log(db, session, (), raw)

    assert entry.plain == "read <p>x</p>"


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_date_and_author_count_in_any_format(itop: Itop, form: str) -> None:
    item = {"message": "m", "format": form, "date": "2020-01-02 03:04:05", "user_id": 3}

    entry = log(itop, {"add_item": item})[-1]

    assert (entry["date"], entry["user_login"], entry["user_id"]) == ("2020-01-02 03:04:05", "partner_rest", "3")
