"""What the pytest plugin costs: loaded and not used, and a test with a pair after the first one.

pytest tests/benchmarks/test_plugin_speed.py -s
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from fake_itop.testing import PAIR, Host, Instance, Itops, ItopSettings

ROUNDS = 200


def test_importing_the_plugin_next_to_pytest_itself() -> None:
    def took(code: str) -> float:
        measured = (
            f"import pytest; from time import perf_counter; t = perf_counter(); {code}; print(perf_counter() - t)"
        )
        command = [sys.executable, "-c", measured]
        return min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(5))

    plugin, nothing = took("import fake_itop.pytest_plugin"), took("pass")

    print(f"\nimport of the plugin: {(plugin - nothing) * 1000:.1f} ms (aim: 15 at most)")


def test_a_pair_is_lent_and_taken_back() -> None:
    with Host() as host:
        settings = ItopSettings()
        host.group(PAIR, settings).release()
        times = []
        for seed in range(ROUNDS):
            begin = perf_counter()
            pair = Itops(host, host.group(PAIR, settings, seed), Instance)
            lent = perf_counter()
            pair.ours.ticket()
            used = perf_counter()
            pair.problems()
            pair.release()
            times.append(perf_counter() - used + lent - begin)

    print(f"\nset-up and tear-down of a pair: median {median(times) * 1000:.2f} ms (aim: 5 at most)")
