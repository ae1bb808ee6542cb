"""Pairs on which stories are played, one of each wiring."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from fake_itop.explore import Opening
from fake_itop.explore.laboratory import Laboratory

Open = Callable[[str], Opening]


@pytest.fixture(scope="session")
def opened() -> Open:
    """Builds the pair of a wiring; a story leaves nothing behind in it."""
    return cache(lambda wiring: Laboratory(wiring).open())
