"""The only place that asks the machine for the time or for chance: whoever builds an instance may hand in others."""

from __future__ import annotations

import random
import secrets
import time
from datetime import UTC, datetime


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
    """A secret for the control API of one run."""
    return secrets.token_urlsafe(24)
