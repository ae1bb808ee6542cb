"""Long work lets others have a turn, short work does not, and nothing else is done to instances meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from fake_itop.server.worker import SLICE, Worker
from fake_itop.values.budget import Budget, BudgetExceededError, Limits, breathe, budgeted


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock) -> Worker:
    return Worker(slices=True, clock=clock)


def lasting(clock: Clock, slices: int, done: list[str], name: str = "work") -> Callable[[], str]:
    """Work that lasts so many slices, and pauses after each."""

    def work() -> str:
        for _ in range(slices):
            clock.now += SLICE * 1.1
            breathe()
            done.append(name)
        return name

    return work


async def turns(done: list[str]) -> None:
    """Somebody else on the loop."""
    while True:
        await asyncio.sleep(0)
        done.append("other")


async def begun(done: list[str]) -> None:
    """Wait for the first pause."""
    while not done:  # noqa: ASYNC110 - the pause is what is waited for, which sets nothing
        await asyncio.sleep(0)


async def test_others_have_a_turn_in_each_pause_of_long_work(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    others = asyncio.create_task(turns(done))

    assert await worker.do(lasting(clock, 4, done)) == "work"

    others.cancel()
    places = [place for place, what in enumerate(done) if what == "work"]
    assert all(after - before > 1 for before, after in pairwise(places))


async def test_nothing_comes_in_between_short_work(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    others = asyncio.create_task(turns(done))

    def work() -> None:
        for _ in range(100):
            breathe()
            done.append("work")

    await worker.do(work)

    others.cancel()
    assert done == ["work"] * 100


async def test_short_works_in_a_row_are_as_long_work(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    others = asyncio.create_task(turns(done))

    def work() -> None:
        clock.now += SLICE / 10
        done.append("work")

    for _ in range(100):
        await worker.do(work)

    others.cancel()
    assert 5 <= done.count("other") <= 50


async def test_works_are_done_one_at_a_time_in_the_order_in_which_they_came(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    names = ["a", "b", "c", "d"]

    await asyncio.gather(*(worker.do(lasting(clock, 3, done, name)) for name in names))

    assert done == [name for name in names for _ in range(3)]


async def test_work_that_is_at_rest_has_ended(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    working = asyncio.create_task(worker.do(lasting(clock, 9, done)))
    await begun(done)

    worker.rest()

    assert len(done) == 9
    assert await working == "work"


async def test_work_goes_on_when_nobody_waits_for_it_any_more(worker: Worker, clock: Clock) -> None:
    done: list[str] = []
    working = asyncio.create_task(worker.do(lasting(clock, 9, done)))
    await begun(done)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    assert len(done) == 9
    assert await worker.do(lambda: "next") == "next"


async def test_what_work_raises_is_raised_where_it_was_handed_in(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError):
        await worker.do(lambda: 1 / 0)

    assert await worker.do(lambda: "next") == "next"


async def test_the_time_of_others_is_no_part_of_a_budget(worker: Worker, clock: Clock) -> None:
    async def slow() -> None:
        while True:
            await asyncio.sleep(0)
            clock.now += 10.0

    def work() -> Budget:
        with budgeted(Limits(seconds=SLICE * 5), clock) as budget:
            for _ in range(4):
                clock.now += SLICE
                budget.look_at_the_clock()
            return budget

    others = asyncio.create_task(slow())
    budget = await worker.do(work)
    others.cancel()

    clock.now += SLICE * 2
    with pytest.raises(BudgetExceededError, match="seconds"):
        budget.look_at_the_clock()


async def test_a_worker_without_slices_does_everything_at_once(clock: Clock) -> None:
    done: list[str] = []
    others = asyncio.create_task(turns(done))

    await Worker(clock=clock).do(lasting(clock, 4, done))

    others.cancel()
    assert done == ["work"] * 4
