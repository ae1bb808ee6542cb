"""The comparer: values, types and the order of keys; placeholders and unordered lists are the only leniency."""

from datetime import datetime

import pytest

from conformance.compare import first_difference
from conformance.placeholders import Names

NAMES = Names(
    {"ours.url": ["http://proxy/rest.php", "http://own/rest.php"], "ours.root": ["http://own/"]},
    now=lambda: datetime(2026, 3, 1, 12, 0, 0),  # noqa: DTZ001 - times on the wire have no zone
)


def difference(expected: object, got: object) -> str | None:
    found = first_difference(expected, got, NAMES)
    return found.path if found else None


@pytest.mark.parametrize("value", [None, True, 1, "1", 1.5, [], {}, {"a": [1, {"b": None}]}])
def test_a_value_agrees_with_itself(value: object) -> None:
    assert difference(value, value) is None


@pytest.mark.parametrize(
    ("expected", "got"), [(1, "1"), (1, True), (1, 1.0), (None, ""), ([], {}), ("a", None), (0, False)]
)
def test_types_are_told_apart(expected: object, got: object) -> None:
    assert difference(expected, got) == "$"


def test_the_path_leads_to_the_first_difference() -> None:
    assert difference({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}) == "$.a[1].b"


def test_a_missing_key_is_a_difference() -> None:
    assert difference({"a": 1, "b": 2}, {"a": 1}) == "$.b"


def test_a_surplus_key_is_a_difference() -> None:
    assert difference({"a": 1}, {"a": 1, "b": None}) == "$.b"


def test_a_longer_list_is_a_difference() -> None:
    assert difference([1], [1, 2]) == "$[1]"


def test_the_order_of_keys_counts() -> None:
    assert difference({"a": 1, "b": 2}, {"b": 2, "a": 1}) == "$ (order of keys)"


def test_lists_of_event_records_are_compared_by_id() -> None:
    assert (
        difference({"EventWebhook::2": 2, "EventWebhook::10": 1}, {"EventWebhook::10": 1, "EventWebhook::2": 2}) is None
    )


def test_lists_of_changes_of_several_classes_are_compared_by_id() -> None:
    expected = {"CMDBChangeOpCreate::1": 1, "CMDBChangeOpSetAttributeScalar::2": 2}

    assert difference(expected, dict(reversed(expected.items()))) is None


def test_lists_of_other_classes_keep_their_order() -> None:
    assert difference({"Person::1": 1, "Person::2": 2}, {"Person::2": 2, "Person::1": 1}) == "$ (order of keys)"


@pytest.mark.parametrize("got", ["2026-03-01 12:00:01", "2026-02-27 12:00:00", "2026-03-03 12:00:00"])
def test_now_is_within_two_days_of_the_clock(got: str) -> None:
    assert difference("at <now>.", f"at {got}.") is None


@pytest.mark.parametrize(
    "got", ["2026-02-27 11:58:59", "2024-03-01 12:00:00", "2026-03-01", "2026-13-01 12:00:00", "", "<Now>"]
)
def test_now_is_nothing_else(got: str) -> None:
    assert difference("<now>", got) == "$"


def test_today_is_a_date_near_the_clock() -> None:
    assert difference("<today>", "2026-03-01") is None
    assert difference("<today>", "2026-02-01") == "$"


def test_seconds_are_digits_in_a_text() -> None:
    assert difference("<seconds>", "17") is None
    assert difference("<seconds>", "") == "$"
    assert difference("<seconds>", 17) == "$"


def test_a_databases_own_text_may_be_anything() -> None:
    recorded = "query = <sql>, mysql_errno = 1292, mysql_error = <mysql>"

    assert difference(recorded, "query = SELECT\n1, mysql_errno = 1292, mysql_error = no") is None
    assert difference(recorded, "query = SELECT\n1, mysql_errno = 1293, mysql_error = no") == "$"


def test_text_around_a_placeholder_is_compared_exactly() -> None:
    assert difference("a.c <n> ms", "a.c 12 ms") is None
    assert difference("a.c <n> ms", "abc 12 ms") == "$"


def test_a_url_may_be_the_proxys_or_the_instances_own() -> None:
    assert difference("{{ours.url}}", "http://proxy/rest.php") is None
    assert difference("{{ours.url}}", "http://own/rest.php") is None
    assert difference("{{ours.url}}", "http://other/rest.php") == "$"


def test_a_url_within_json_has_its_slashes_escaped() -> None:
    assert difference('{"u":"{{ours.root}}pages\\/UI.php"}', '{"u":"http:\\/\\/own\\/pages\\/UI.php"}') is None


def test_markup_that_looks_like_no_placeholder_is_plain_text() -> None:
    assert difference("<b>{{x}}</b>", "<b>{{x}}</b>") is None
    assert difference("<b>", "17") == "$"


def test_requests_are_filled_at_any_depth() -> None:
    assert NAMES.fill({"a": ["{{ours.url}}?x", {"b": "{{ours.root}}"}]}) == {
        "a": ["http://proxy/rest.php?x", {"b": "http://own/"}]
    }


def test_what_has_no_name_here_is_sent_as_it_is() -> None:
    assert NAMES.fill("{{nobody.url}} <seconds>") == "{{nobody.url}} <seconds>"


def test_a_difference_says_what_was_expected_and_what_came() -> None:
    assert str(first_difference({"a": "x"}, {}, NAMES)) == 'at $.a\n  expected "x"\n  got      nothing'


def test_long_texts_are_shown_from_where_they_part() -> None:
    said = str(first_difference("a" * 1000 + "x", "a" * 1000 + "y", NAMES))

    assert said.splitlines()[1:] == [f'  expected "…{"a" * 60}x"', f'  got      "…{"a" * 60}y"']
