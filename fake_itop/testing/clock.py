"""The clock of an instance, moved from the thread of a test."""

from __future__ import annotations

from datetime import datetime

from fake_itop.clock import Clock
from fake_itop.testing.group import Runs


class TestClock:
    """An instance's time: naive, in UTC."""

    __test__ = False  # not a class of tests, whatever its name

    def __init__(self, host: Runs, clock: Clock) -> None:
        self._host = host
        self._clock = clock

    def now(self) -> datetime:
        """The moment."""
        return self._host.do(self._clock.now)

    def advance(self, seconds: float) -> None:
        """Move on by some seconds.

        Raises:
            ValueError: time cannot go back.
        """
        self._host.do(lambda: self._clock.advance(seconds))

    def set(self, moment: datetime) -> None:
        """Make it that moment."""
        self._host.do(lambda: self._clock.set(moment))
