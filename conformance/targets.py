"""What is measured: the pair of fakes that the suite starts, or two real servers that it is pointed at."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from conformance.wire import PATIENCE, REST_PATH, Connection, Request

DESIGN = Path(__file__).parents[1] / "fake_itop" / "integration" / "design.xml"
"""The tutorial's delta, which the recorded servers had."""

FAKE_PATIENCE = 15.0
"""Seconds that a fake may take to answer: it never has a reason to wait."""

START_LIMIT = 60.0
"""Seconds that the fake may take until it says READY."""


class TargetError(Exception):
    """What is to be measured does not start, or its control API does not do what it must."""


class Control:
    """The control API of one fake instance."""

    def __init__(self, url: str, token: str) -> None:
        self._path = urlsplit(url).path
        self._headers = {"X-Fake-Itop-Token": token, "Content-Type": "application/json"}
        self._connection = Connection(urljoin(url, "/"), FAKE_PATIENCE)

    def call(self, name: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """`POST /__fake__/<name>`; the JSON that it answers.

        Raises:
            TargetError: it answered with another status than 200, or no JSON.
        """
        body = json.dumps(parameters or {}).encode()
        answer = self._connection.send(Request("POST", self._path + name, self._headers, body))
        if answer.status == 200:
            with suppress(ValueError):
                return json.loads(answer.body)
        raise TargetError(f"control call {name} answered {answer.status}: {answer.body[:300]!r}")

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


@dataclass(frozen=True)
class Side:
    """One instance: the application's root URL (it ends with a slash), its control API where it has one.

    `patience` is how many seconds it may take to answer.
    """

    root: str
    control: Control | None = None
    patience: float = PATIENCE

    @property
    def rest(self) -> str:
        """The REST endpoint's URL."""
        return self.root.rstrip("/") + REST_PATH


Sides = Mapping[str, Side]
"""`ours` and `partner`."""


def real_pair(ours: str, partner: str) -> Sides:
    """Two real servers, given by their root URLs or by those of their REST endpoints."""
    return {"ours": real_side(ours), "partner": real_side(partner)}


def real_side(url: str) -> Side:
    """A real server, given by its root URL or by that of its REST endpoint."""
    return Side(url.removesuffix(REST_PATH).rstrip("/") + "/")


@contextmanager
def fake_pair(config: Path, profile: str, design: Path = DESIGN) -> Iterator[Sides]:
    """Two fakes as the recorded servers were at the start, in a process of their own that ends with the block.

    `profile` names the version that both imitate.

    Raises:
        TargetError: they are not ready in time; the text holds what they said.
    """
    command = [sys.executable, "-m", "fake_itop", "pair", "--no-wiring", "--config", str(config)]
    command += ["--profile", profile]
    command += ["--design", str(design), "--ours-port", "0", "--partner-port", "0"]
    with started(command) as ready:
        sides = {name: _fake_side(entry) for name, entry in ready.items()}
        yield sides
        for side in sides.values():
            assert side.control
            side.control.close()


@contextmanager
def fake_single(config: Path, profile: str, designs: Sequence[Path]) -> Iterator[Side]:
    """One fake after a clean install with these designs, in a process of its own that ends with the block.

    Raises:
        TargetError: it is not ready in time; the text holds what it said.
    """
    command = [sys.executable, "-m", "fake_itop", "serve", "--port", "0", "--no-console", "--config", str(config)]
    command += ["--profile", profile, *(part for design in designs for part in ("--design", str(design)))]
    with started(command) as ready:
        side = _fake_side(ready["itop"])
        yield side
        assert side.control
        side.control.close()


def _fake_side(entry: Mapping[str, str]) -> Side:
    control = Control(entry["control"], entry["token"])
    return Side(entry["rest"].removesuffix(REST_PATH) + "/", control, FAKE_PATIENCE)


@contextmanager
def started(command: Sequence[str], limit: float = START_LIMIT) -> Iterator[Mapping[str, Any]]:
    """Runs a server until the block ends; yields the object of its `READY {…}` line.

    Raises:
        TargetError: no such line within `limit` seconds.
    """
    with tempfile.TemporaryFile() as errors, _running(command, errors) as process:
        yield _ready(process, errors, limit)


@contextmanager
def _running(command: Sequence[str], errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors) as process:
        try:
            yield process
        finally:
            process.terminate()
            _wait_or_kill(process)


def _wait_or_kill(process: subprocess.Popen[bytes], limit: float = 10.0) -> None:
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        process.kill()


def _ready(process: subprocess.Popen[bytes], errors: IO[bytes], limit: float) -> Mapping[str, Any]:
    assert process.stdout
    alarm = threading.Timer(limit, process.kill)
    alarm.start()
    line = process.stdout.readline()
    alarm.cancel()
    alarm.join()
    if not line.startswith(b"READY "):
        errors.seek(0)
        said = errors.read().decode(errors="replace")[-2000:]
        raise TargetError(f"no READY line within {limit:.0f} s but {line!r}; on stderr: {said.strip() or 'nothing'}")
    ready: Mapping[str, Any] = json.loads(line.removeprefix(b"READY "))
    return ready
