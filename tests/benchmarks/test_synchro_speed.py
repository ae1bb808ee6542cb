"""How many rows a second data synchronisation takes, and how many objects it makes of them."""

from __future__ import annotations

import resource
import time

import pytest

from tests.synchro.collecting import a_collector, counted

HEADER = "primary_key;name;first_name;org_id"


def peak() -> int:
    """The most memory that this process had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.timeout(600)
@pytest.mark.parametrize("rows", [2_500, 5_000, 10_000, 20_000])
def test_rows_and_objects_a_second(rows: int) -> None:
    collector = a_collector()
    lines = [f"k{i};Name{i};First{i};My Company/Department" for i in range(rows)]
    before, started = peak(), time.perf_counter()
    collector.load(HEADER, *lines, synchronize="0")
    loaded = time.perf_counter()
    report = counted(collector.execute())
    done = time.perf_counter()
    assert report["Objects created"] == rows
    imported, made = rows / (loaded - started), rows / (done - loaded)
    print(f"\n{rows:,} rows: {imported:,.0f} rows/s imported, {made:,.0f} objects/s made, {peak() - before} MiB more")


@pytest.mark.timeout(600)
def test_a_million_rows_are_refused_without_being_held() -> None:
    collector = a_collector()
    text = "".join(f"k{i};Name{i};First{i};My Company/Department\n" for i in range(1_000_000))
    before, started = peak(), time.perf_counter()
    page = collector.load(HEADER, text, synchronize="0")
    assert page.startswith("#Too many rows")
    print(f"\n{len(text) / 2**20:.0f} MiB refused in {time.perf_counter() - started:.1f} s, {peak() - before} MiB more")
