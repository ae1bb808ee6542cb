"""One instance as a program of its own, for clients that know nothing of us."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def rest_url() -> Iterator[str]:
    """The endpoint of a fresh instance with the standard users."""
    command = [sys.executable, "-m", "fake_itop", "serve", "--port", "0", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("READY "))
        yield ready["itop"]["rest"]
    finally:
        process.terminate()
        process.communicate(timeout=10)
