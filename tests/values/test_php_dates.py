"""Moments are read as PHP's ``DateTime`` reads them."""

from __future__ import annotations

from datetime import datetime

import pytest

from fake_itop.values.php_dates import UnreadableMomentError, read_moment

NOW = datetime(2026, 11, 24, 19, 40, 5)  # noqa: DTZ001 - naive is UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2012-02-28 10:30", "2012-02-28 10:30:00"),
        ("2012-02-28T10:30:00+02:00", "2012-02-28 08:30:00"),
        ("Tue, 28 Feb 2012 10:30:00 GMT", "2012-02-28 10:30:00"),
        ("2012-06-01 10:00 Europe/Paris", "2012-06-01 08:00:00"),
        ("02/28/2012 5pm", "2012-02-28 17:00:00"),
        ("28.02.2012", "2012-02-28 00:00:00"),
        ("20120228T103000", "2012-02-28 10:30:00"),
        ("2012W101", "2012-03-05 00:00:00"),
        ("@86400", "1970-01-02 00:00:00"),
    ],
)
def test_dates_are_read_in_their_formats(text: str, moment: str) -> None:
    assert str(read_moment(text, NOW)) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", "2026-11-24 19:40:05"),
        ("yesterday", "2026-11-23 00:00:00"),
        ("tomorrow 10:00", "2026-11-25 10:00:00"),
        ("+1 day", "2026-11-25 19:40:05"),
        ("2 weeks ago", "2026-11-10 19:40:05"),
        ("next monday", "2026-11-30 00:00:00"),
        ("last friday", "2026-11-20 00:00:00"),
        ("last day of february 2012", "2012-02-29 00:00:00"),
        ("last monday of january 2012", "2012-01-30 00:00:00"),
        ("third friday of june 2012", "2012-06-15 00:00:00"),
    ],
)
def test_words_are_reckoned_from_now(text: str, moment: str) -> None:
    assert str(read_moment(text, NOW)) == moment


def test_a_day_that_there_is_not_runs_over() -> None:
    assert str(read_moment("2012-02-30 10:00:00", NOW)) == "2012-03-01 10:00:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("28/02/2012", "at position 0 (2): Unexpected character"),
        ("86400", "at position 4 (0): Unexpected character"),
        ("2012-13-01", "at position 6 (3): Unexpected character"),
        ("rubbish", "at position 0 (r): The timezone could not be found in the database"),
        ("2012-02-28 2012-03-01", "at position 11 (2): Double date specification"),
        ("+99999999999999999999 days", "at position 0 (+): Unexpected character"),
    ],
)
def test_what_is_no_moment_is_refused_where_it_stops_being_one(text: str, said: str) -> None:
    with pytest.raises(UnreadableMomentError, match=r".") as refused:
        read_moment(text, NOW)

    assert str(refused.value) == said
