"""The same seed gives the same journal, byte for byte: in one process, in another, whatever Python's hash seed is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fake_itop.explore import Opening
from tests.network import one_run

ROOT = Path(__file__).parents[2]
SEED = 4


@pytest.fixture(scope="module")
def start() -> Opening:
    return one_run.opening()


def in_a_process(seed: int, hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tests.network.one_run", str(seed)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, encoding="utf-8").stdout


def test_a_run_repeats(start: Opening) -> None:
    """Also after others that left the instances elsewhere."""
    first = one_run.journal(start, SEED)
    one_run.journal(start, SEED + 1)

    assert one_run.journal(start, SEED) == first


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_gives_the_same_journal(start: Opening, hash_seed: str) -> None:
    assert in_a_process(SEED, hash_seed) == one_run.journal(start, SEED)


def test_seeds_differ(start: Opening) -> None:
    journals = {one_run.journal(start, seed) for seed in range(10)}

    assert len(journals) > 5
