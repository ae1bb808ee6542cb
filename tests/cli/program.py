"""The command line as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import Any

from fake_itop.client import FormLogin

REST = FormLogin("rest", "Rest-passw0rd!")
COMMAND = [sys.executable, "-m", "fake_itop"]


@contextmanager
def started(*arguments: str) -> Any:
    """A server as a program of its own, with what its READY line says."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("READY "), process.stderr.read()
        yield process, json.loads(line.removeprefix("READY "))
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str) -> Any:
    """What a command that ends by itself says, and its exit code."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=30)
    return done.returncode, done.stdout, done.stderr
