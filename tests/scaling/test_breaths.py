"""No request of a megabyte keeps the loop from others for long: work on it breathes again and again.

What counts is the time of the processor, which others on this machine take nothing of.
"""

from __future__ import annotations

import gc

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.journal import Traffic
from fake_itop.network import Exchange
from fake_itop.values.budget import Limits, pausing
from fake_itop.values.clock import processor_time
from fake_itop.values.http import HttpRequest, NetworkFailure
from tests.helpers import an_itop
from tests.network.stub import NOON
from tests.soak.attacks import ATTACKS

LONGEST = 0.5
"""Seconds of the processor between two breaths."""
MEGABYTE = 1_100_000


class Breaths:
    """The longest time between two breaths."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = processor_time()

    def take(self) -> None:
        now = processor_time()
        self.longest = max(self.longest, now - self._last)
        self._last = processor_time()


@pytest.fixture(scope="module")
def itop() -> Itop:
    return an_itop()


@pytest.mark.parametrize("name", ATTACKS)
def test_work_on_a_megabyte_breathes(itop: Itop, name: str) -> None:
    body = ATTACKS[name].body
    request = HttpRequest("POST", "/webservices/rest.php", (("Content-Type", ATTACKS[name].kind),), body)
    traffic = Traffic(limits=Limits(), processor_time=processor_time)
    message = traffic.arrives("itop", NOON, request)
    work = Exchange(traffic, lambda: NOON, message, itop.handle(request), itop.take_notes)
    gc.collect()  # which is no part of the work
    breaths = Breaths()

    with pausing(breaths.take):
        webhook = work.advance()
        while webhook is not None:
            webhook = work.advance(NetworkFailure("nobody is there"))
        breaths.take()
        message.to_json()
        breaths.take()

    assert len(body) < MEGABYTE
    assert breaths.longest < LONGEST
