"""``live`` is answered whatever else is asked: each attack, by several at once, while somebody looks.

The whole with its figures: ``FAKE_ITOP_LIVE=3 pytest tests/soak/test_live.py -s -n 0`` (rounds of all attacks).
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from fake_itop.client import ControlClient
from tests.cli.program import started
from tests.soak.attacks import ATTACKS, Attack
from tests.soak.watching import asking, at_most, memory

ROUNDS = int(os.environ.get("FAKE_ITOP_LIVE", "0"))
AT_ONCE = 2
LATEST = 0.25
"""Seconds, on a machine that has nothing else to do."""
MOST_MEMORY = 400
"""MiB."""


def attack(url: str, what: Attack) -> None:
    with suppress(HTTPError), urlopen(Request(url, what.body, {"Content-Type": what.kind}), timeout=60) as answer:  # noqa: S310 - its own
        answer.read()


@pytest.mark.skipif(not ROUNDS, reason="takes a minute a round: FAKE_ITOP_LIVE says how many")
@pytest.mark.timeout(ROUNDS * 300 + 60)
def test_live_is_answered_under_every_attack() -> None:
    slowest: dict[str, float] = {}
    most = 0
    with started("serve", "--port", "0", "--quiet", "--journal-max", "4") as (process, where):
        ready = where["itop"]
        control = ControlClient(ready["control"], ready["token"])
        for _ in range(ROUNDS):
            for name, what in ATTACKS.items():
                times: list[float] = []
                with asking(ready["control"] + "live", times):
                    threads = [threading.Thread(target=attack, args=(ready["rest"], what)) for _ in range(AT_ONCE)]
                    for thread in threads:
                        thread.start()
                    for thread in threads:
                        thread.join(120)
                    control.journal()
                slowest[name] = max([slowest.get(name, 0.0), *times])
                most = max(most, memory(process.pid))
    for name, seconds in sorted(slowest.items(), key=lambda each: -each[1])[:8]:
        print(f"live {seconds:.3f} s: {name}")
    print(f"{len(slowest)} attacks, {ROUNDS} rounds, memory {most} MiB at most")

    assert most < MOST_MEMORY
    assert max(slowest.values()) < at_most(LATEST)
