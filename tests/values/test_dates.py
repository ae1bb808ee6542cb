"""Dates as REST takes them and as they are stored."""

from datetime import datetime
from typing import Any

import pytest

from fake_itop.values.dates import accept_date, accept_datetime, exists_on_calendar, format_sql, parse_sql

NEW_YEAR = datetime(2024, 1, 1)  # noqa: DTZ001 - stored dates are naive UTC


def test_a_moment_and_its_text_stand_for_each_other() -> None:
    assert format_sql(parse_sql("2024-02-03 04:05:06")) == "2024-02-03 04:05:06"


def test_fractions_of_a_second_are_cut_off() -> None:
    assert format_sql(NEW_YEAR.replace(microsecond=999_999)) == "2024-01-01 00:00:00"


def test_a_day_stands_for_its_midnight() -> None:
    assert parse_sql("2024-01-01") == NEW_YEAR


@pytest.mark.parametrize("text", ["", "2024-1-1", "2024-02-30", "2024-01-01T00:00:00", "2024-01-01 00:00"])
def test_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
        parse_sql(text)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("2024-02-03 04:05:06", "2024-02-03 04:05:06"),
        ("2024-02-30 00:00:00", "2024-02-30 00:00:00"),
        (0, "1970-01-01 00:00:00"),
        (1700000000, "2023-11-14 22:13:20"),
        ("1700000000", "2023-11-14 22:13:20"),
        (None, None),
        ("", None),
    ],
)
def test_a_date_and_time_comes_as_text_or_unix_time(value: Any, stored: str | None) -> None:
    assert accept_datetime(value) == stored


@pytest.mark.parametrize(
    ("value", "stored"), [("2024-01-01", "2024-01-01"), ("2024-13-01", "2024-13-01"), (86400, "1970-01-02")]
)
def test_a_date_comes_as_text_or_unix_time(value: Any, stored: str) -> None:
    assert accept_date(value) == stored


@pytest.mark.parametrize("value", ["03/02/2024", "2024-02-03T04:05:06", "tomorrow", True, [], "2024-2-3 04:05:06"])
def test_anything_else_has_the_wrong_format(value: Any) -> None:
    with pytest.raises(ValueError, match=r"not a date .*: expected Y-m-d H:M:S"):
        accept_datetime(value)


@pytest.mark.parametrize("text", ["2024-02-30 00:00:00", "2024-13-01", "2024-01-01 25:00:00"])
def test_days_that_do_not_exist_have_the_right_format_all_the_same(text: str) -> None:
    assert not exists_on_calendar(text)


def test_days_that_exist_are_told_apart() -> None:
    assert exists_on_calendar("2024-02-29")
