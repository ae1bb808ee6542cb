"""Looks at a server as it is attacked: how soon it answers, what it takes up."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIVE = """
import sys, time
from urllib.request import urlopen
while sys.stdin.readline():
    begun = time.monotonic()
    with urlopen(sys.argv[1], timeout=30) as answer:
        assert answer.status == 200
    print(time.monotonic() - begun, flush=True)
"""


@contextmanager
def asking(url: str, times: list[float]) -> Iterator[None]:
    """Ask ``live`` all the while, from a process of its own that nothing else holds up."""
    asker = subprocess.Popen(
        [sys.executable, "-c", LIVE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    over = threading.Event()

    def ask() -> None:
        assert asker.stdin is not None
        assert asker.stdout is not None
        while not over.wait(0.02):
            asker.stdin.write("\n")
            asker.stdin.flush()
            times.append(float(asker.stdout.readline()))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)
        asker.kill()
        asker.communicate()


def memory(pid: int) -> int:
    """MiB that a process has."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def at_most(seconds: float) -> float:
    """So many seconds, in which others on this machine take their share: more where more want to run than can."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
