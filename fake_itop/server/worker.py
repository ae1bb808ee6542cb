"""Where instances work: one thing at a time, in the order in which it was asked for, and in slices if it takes long.

Nothing comes in between short work. Longer work pauses where it counts what it costs (`fake_itop.values.budget`):
meanwhile the loop turns to others, who find the instances busy. It pauses wherever it is in its calls, which a greenlet
can and a coroutine cannot; a thread would cost each request, however short, a tenth of its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Any, Final, TypeVar

from greenlet import getcurrent, greenlet

from fake_itop.values.budget import pausing

Result = TypeVar("Result")

SLICE: Final = 0.01
"""Seconds of work, on one thing or on several, after which others have a turn."""


class Worker:
    """Works on all instances of a server; ``slices`` tells whether the loop gets a turn while it does.

    If so, whoever reads or changes an instance otherwise than by `do` holds ``turn`` meanwhile, or calls `rest` first.
    """

    def __init__(self, *, slices: bool = False, clock: Callable[[], float] = monotonic) -> None:
        self.turn = asyncio.Lock()
        self._slices = slices
        self._clock = clock
        self._begun = clock()
        self._yields = False
        self._hands: greenlet | None = None
        self._work: Callable[[], Any] | None = None
        self._given: Any = None
        self._raised: BaseException | None = None

    async def do(self, work: Callable[[], Result]) -> Result:
        """What some work gives, or raises, once it is its turn. It is done even where whoever waits is cancelled."""
        if not self._slices:
            return work()
        if self._is_over():
            await self._others()
        async with self.turn:
            self._work, self._raised = work, None
            try:
                self._go_on()
                while self._is_at_work:
                    await self._others()
                    self._go_on()
            finally:
                self.rest()
            given: Result = self._result()
            return given

    def rest(self) -> None:
        """Bring what is under way to its end at once. What waits for its turn has not begun."""
        while self._is_at_work:
            self._go_on()

    @property
    def _is_at_work(self) -> bool:
        return self._work is not None

    def _go_on(self) -> None:
        """Work to the next pause, or to the end."""
        if self._work is None:  # somebody wanted it to rest
            return
        if self._hands is None:
            self._hands = greenlet(self._labour)
        self._hands.switch()

    def _labour(self) -> None:
        """Do one thing after the other: what the hands do, which are made once as making them takes its time."""
        with pausing(self._pause):
            while self._work is not None:
                try:
                    self._given = self._work()
                except Exception as raised:  # noqa: BLE001 - it belongs to whoever handed the work in
                    self._raised = raised
                self._work = None
                self._turn_away()

    @staticmethod
    def _turn_away() -> None:
        """Go back to whoever let the hands go on."""
        back = getcurrent().parent
        assert back is not None, "the loop does no work itself"
        back.switch()

    def _pause(self) -> None:
        if self._is_over():
            self._turn_away()

    def _result(self) -> Any:
        given, raised = self._given, self._raised
        self._given = self._raised = None
        if raised is not None:
            raise raised
        return given

    async def _others(self) -> None:
        """Let others have their turn, if it is due; those who wait here go on in the order in which they came."""
        while self._is_over():
            if not self._yields:
                self._yields = True
                asyncio.get_running_loop().call_soon(self._begin)
            await asyncio.sleep(0)

    def _begin(self) -> None:
        self._yields = False
        self._begun = self._clock()

    def _is_over(self) -> bool:
        return self._clock() - self._begun > SLICE
