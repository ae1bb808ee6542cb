"""How fast stories are explored, how that scales, and what it holds on to: ``pytest tests/benchmarks -s`` shows it.

CPU seconds count where one core is measured: other work on the machine does not change them.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from time import process_time
from typing import Any

import pytest

from fake_itop.explore import FAULTS, Finds, Opening, allowed, look
from fake_itop.explore.laboratory import Laboratory

WARM_UP = range(50)
MEASURED = range(50, 450)


def explored(opening: Opening, faults: tuple[str, ...]) -> tuple[Finds, float]:
    """What came of the measured seeds, and how many CPU seconds they took."""
    rules = allowed(opening, faults)
    look(opening, rules, WARM_UP)
    gc.collect()
    start = process_time()
    finds = look(opening, rules, MEASURED)
    return finds, process_time() - start


@pytest.mark.parametrize(
    ("wiring", "faults"), [("working", ()), ("working", FAULTS), ("robust", ()), ("robust", FAULTS), ("tutorial", ())]
)
def test_exchanges_of_one_core(wiring: str, faults: tuple[str, ...]) -> None:
    finds, seconds = explored(Laboratory(wiring).open(), faults)

    print(
        f"\n{wiring}, {'all' if faults else 'no'} faults: {finds.exchanges / seconds:.0f} exchanges/s, "
        f"{finds.steps / seconds:.0f} steps/s of one core, all checkers included"
    )


def test_two_jobs_against_one() -> None:
    one, two = (_command("--seeds", "600", "--jobs", jobs) for jobs in ("1", "2"))

    assert one["exchanges"] == two["exchanges"]
    print(f"\n600 exchanges: {one['seconds']:.1f} s in one process, {two['seconds']:.1f} s in two, start included")


def test_what_is_held_after_many_exchanges() -> None:
    opening = Laboratory("working").open()
    held = [_objects_after(opening, range(200)), _objects_after(opening, range(200, 1000))]

    print(f"\n{held[0]} objects after 200 exchanges, {held[1]} after 1000")


def _objects_after(opening: Opening, seeds: range) -> int:
    look(opening, allowed(opening, ()), seeds)
    gc.collect()
    return len(gc.get_objects())


def _command(*arguments: str) -> dict[str, Any]:
    call = [sys.executable, "-m", "fake_itop", "explore", "--faults", "none", "--json", *arguments]
    out: dict[str, Any] = json.loads(subprocess.run(call, check=False, capture_output=True, text=True).stdout)
    return out
