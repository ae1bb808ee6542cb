"""Time that is handed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fake_itop.values.clock import Clock

MOMENT = datetime.fromisoformat("2026-03-01T08:00:00.900")


def test_a_frozen_clock_stands_still() -> None:
    clock = Clock.frozen(MOMENT)

    assert clock.now() == clock.now() == MOMENT


def test_fractions_of_a_second_do_not_show() -> None:
    assert Clock.frozen(MOMENT).sql_now() == "2026-03-01 08:00:00"


def test_a_clock_moves_on_by_seconds() -> None:
    clock = Clock.frozen(MOMENT)
    clock.advance(90.5)

    assert clock.now() - MOMENT == timedelta(seconds=90.5)


def test_time_does_not_go_back_by_advancing() -> None:
    with pytest.raises(ValueError, match=r"time cannot go back: advance by -1 seconds; set\(\) moves"):
        Clock.frozen(MOMENT).advance(-1)


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_a_clock_can_be_set_to_any_moment(days: int) -> None:
    clock = Clock.frozen(MOMENT)
    clock.set(MOMENT + timedelta(days=days))

    assert clock.now() == MOMENT + timedelta(days=days)


def test_a_running_clock_goes_on_from_where_it_was_set() -> None:
    ticks = iter(MOMENT + timedelta(seconds=n) for n in range(10))
    clock = Clock(source=lambda: next(ticks))
    clock.set(datetime.fromisoformat("2000-01-01"))
    first, second = clock.now(), clock.now()

    assert first.year == 2000
    assert second - first == timedelta(seconds=1)


def test_a_running_clock_can_start_elsewhere() -> None:
    clock = Clock(datetime.fromisoformat("2000-01-01"), source=lambda: MOMENT)

    assert clock.now() == datetime.fromisoformat("2000-01-01")


def test_going_back_to_an_offset_undoes_what_moved_it() -> None:
    clock = Clock.frozen(MOMENT)
    before = clock.offset
    clock.advance(5)
    clock.restore(before)

    assert clock.now() == MOMENT


def test_a_clock_needs_something_to_go_by() -> None:
    with pytest.raises(ValueError, match="a clock needs a start, a source that runs, or both"):
        Clock()
