"""How fast an event finds the triggers that it sets off: `pytest tests/benchmarks/test_triggers.py -s`."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from fake_itop.datamodel import load
from fake_itop.notifications.triggers import TriggerRound
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import ObjectUpdated
from tests.notifications.instance import Itop, fresh

FILTER = "SELECT UserRequest WHERE remote_ticketid > 0"


def with_triggers(count: int) -> Itop:
    """An instance with triggers on tickets: half of them watch another attribute, a quarter has a filter."""
    itop = fresh(load(["transfer"]))
    for number in range(count):
        itop.create(
            "TriggerOnObjectUpdate",
            description=f"{number:04}",
            target_class="UserRequest",
            target_attcodes="private_log" if number % 2 else "title",
            filter="" if number % 4 else FILTER,
        )
    return itop


@pytest.mark.parametrize("count", [0, 10, 100, 1000])
def test_triggers_matched_at_an_update(benchmark: BenchmarkFixture, count: int) -> None:
    itop = with_triggers(count)
    ticket = itop.ticket()
    event = ObjectUpdated(Draft(itop.db, itop.stored(ticket)), {"title": "before"})

    found = benchmark.pedantic(
        lambda: list(TriggerRound(itop.db, itop.session, event).firings()), rounds=20, warmup_rounds=2
    )

    seconds = benchmark.stats.stats.median
    speed = f"{seconds * 1000:.3f} ms, {count / seconds:,.0f} triggers a second"
    print(f"\n{count} triggers on a class: an update finds its own in {speed}")
    assert len(found) == count // 2 - len(range(0, count, 4))
