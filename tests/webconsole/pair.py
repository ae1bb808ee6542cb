"""A wired pair as a program of its own, with its console."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import HTTPRedirectHandler, build_opener

from fake_itop.access.settings import InstanceSettings, UserSettings
from fake_itop.client import ControlClient
from fake_itop.integration.remote import RemotePair, RemoteSide

COMMAND = [sys.executable, "-m", "fake_itop", "pair", "--ours-port", "0", "--partner-port", "0", "--quiet"]


@dataclass(frozen=True)
class Console:
    """A pair that listens, and where its console is."""

    pair: RemotePair
    address: str
    token: str


@contextmanager
def serving(*options: str) -> Iterator[Console]:
    """A pair, wired as ``working`` says, while the block runs."""
    process = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline().removeprefix("READY "))
        users = {user.login: user for user in InstanceSettings.default().users}
        ours, partner = (_side(name, told, users) for name, told in ready.items())
        yield Console(RemotePair(ours, partner), console_of(ready["ours"]["control"]), ready["ours"]["token"])
    finally:
        process.terminate()
        process.communicate(timeout=10)


def console_of(control: str) -> str:
    """Where an instance leads browsers that come to its control API's address."""
    with build_opener(_Staying).open(control) as response:
        return str(response.headers["Location"])


def _side(name: str, told: dict[str, str], users: dict[str, UserSettings]) -> RemoteSide:
    control = ControlClient(told["control"], told["token"])
    return RemoteSide(name, told["control"].removesuffix("__fake__/"), told["rest"], control, users)


class _Staying(HTTPRedirectHandler):
    """Takes a redirect for an answer."""

    def http_error_302(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:  # noqa: ARG002
        return fp
