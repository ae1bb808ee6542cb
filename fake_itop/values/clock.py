"""The only place that asks the machine for the time or for chance: whoever builds an instance may hand in others."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """The machine's time, naive, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def stopwatch() -> float:
    """Seconds that only go up, from no moment in particular: the difference of two is how long something took."""
    return time.monotonic()


def processor_time() -> float:
    """Seconds that this thread has had of the processor: what others take of it does not count."""
    return time.thread_time()


def seeded(seed: int) -> random.Random:
    """A source of chance that repeats."""
    return random.Random(seed)  # noqa: S311 - for ids in generated texts, not for secrets


def new_token() -> str:
    """A secret that nobody can guess, such as the control API's of one run."""
    return secrets.token_urlsafe(24)


FIRST, LAST = datetime(1000, 1, 1), datetime(9990, 1, 1)  # noqa: DTZ001 - naive UTC throughout
"""What MySQL's dates reach, with room for deadlines and for a clock that runs on."""
ANY_MOMENT = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - naive UTC throughout
"""When time stands still where nobody asks for another moment: a Monday morning, so that every run writes the same."""


class Clock:
    """Naive UTC times, as a real iTop in the recordings' time zone keeps them.

    With a ``source`` the clock runs with it, moved by what `advance` and `set` asked for; without one it stands still
    until it is moved.
    """

    def __init__(self, start: datetime | None = None, *, source: Callable[[], datetime] | None = None) -> None:
        if start is None and source is None:
            message = "a clock needs a start, a source that runs, or both"
            raise ValueError(message)
        self._source = source
        self._base = start or datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC throughout
        self._offset = timedelta(0)
        self._watchers: list[Callable[[], None]] = []
        if source is not None and start is not None:
            self._offset = start - source()

    @classmethod
    def system(cls) -> Clock:
        """A clock that runs with the machine's."""
        return cls(source=utc_now)

    @classmethod
    def frozen(cls, moment: datetime) -> Clock:
        """A clock that moves only when told to."""
        return cls(moment)

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return self._source is not None

    @contextmanager
    def watched(self, moved: Callable[[], None]) -> Iterator[None]:
        """Call something whenever the clock is moved, while the block runs."""
        self._watchers.append(moved)
        try:
            yield
        finally:
            self._watchers.remove(moved)

    def now(self) -> datetime:
        """The moment, naive, in UTC."""
        return (self._base if self._source is None else self._source()) + self._offset

    def sql_now(self) -> str:
        """The moment as ``YYYY-MM-DD HH:MM:SS``."""
        return self.now().isoformat(" ", "seconds")

    def advance(self, seconds: float) -> None:
        """Move on by some seconds.

        Raises:
            ValueError: time cannot go back, nor beyond what a database can hold.
        """
        if seconds < 0:
            message = f"time cannot go back: advance by {seconds} seconds; set() moves a clock to any moment"
            raise ValueError(message)
        try:
            moment = self.now() + timedelta(seconds=seconds)
        except OverflowError:
            moment = datetime.max  # noqa: DTZ901 - naive UTC throughout
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Make it that moment now (naive, UTC), from where the clock goes on as before.

        Raises:
            ValueError: a database could not hold it, or what is soon to come.
        """
        if not FIRST <= moment <= LAST:
            raise ValueError(f"a clock goes from {FIRST:%Y-%m-%d} to {LAST:%Y-%m-%d}")
        self.restore(self._offset + (moment - self.now()))

    @property
    def offset(self) -> timedelta:
        """How far the clock was moved from where it started."""
        return self._offset

    def restore(self, offset: timedelta) -> None:
        """Go back to an earlier `offset`."""
        self._offset = offset
        for moved in tuple(self._watchers):
            moved()
