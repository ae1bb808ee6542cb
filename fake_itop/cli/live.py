"""Live iTops that commands read: their addresses, who asks, and how fast. Nothing is ever written to one."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.building import read_designs
from fake_itop.cli.errors import CliError
from fake_itop.client import BasicLogin, Login, ReadOnlyClient, TokenLogin
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.itop.instance import Itop, Specification
from fake_itop.mirror import Live, Pace
from fake_itop.values.clock import Clock, stopwatch
from fake_itop.values.http import REST_PATH

Command = Callable[..., Any]
RETRIES = 3
"""So often a read is tried again where no reply came."""


def endpoint(url: str, option: str) -> str:
    """The address of the REST API of the iTop at a URL."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"{option} {url}: no address; right would be https://itop.example{REST_PATH}")
    return url if url.endswith(".php") else url.rstrip("/") + REST_PATH


def login(name: str = "") -> Login:
    """Who asks: from the environment (``FAKE_ITOP_NAME_USER`` and the like), or from whoever sits there.

    Raises:
        CliError: neither says it.
    """
    prefix = f"FAKE_ITOP_{name.upper()}_" if name else "FAKE_ITOP_"
    if token := os.environ.get(f"{prefix}TOKEN"):
        return TokenLogin(token)
    user, password = os.environ.get(f"{prefix}USER", ""), os.environ.get(f"{prefix}PASSWORD", "")
    if sys.stdin.isatty():
        user = user or click.prompt(f"User of {name or 'the live iTop'}", err=True)
        password = password or click.prompt(f"Password of {user}", hide_input=True, err=True)
    if not user or not password:
        raise CliError(f"who asks {name or 'the live iTop'}? set {prefix}USER and {prefix}PASSWORD, or {prefix}TOKEN")
    return BasicLogin(user, password)


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def live(url: str, rate: float) -> Live:
    """The live iTop at a URL, asked so many times a second at most."""
    client = ReadOnlyClient(endpoint(url, "--itop-url"), login(), retries=RETRIES)
    return Live(url, client, Pace(rate, stopwatch, _wait))


def stand_in(designs: tuple[Path, ...], profile: str | None, config: Path | None) -> tuple[Itop, InstanceSettings]:
    """A fresh instance for a live iTop's objects, and its users."""
    settings = users_of(config)
    chosen = chosen_profile(profile, settings, config)
    model = read_designs(designs, chosen)
    itop = Itop(Specification(profile=chosen, model=model, users=settings, clock=Clock.system()))
    return itop, settings


@contextmanager
def progress(total: int | None) -> Iterator[Callable[[str, int], None]]:
    """A bar on stderr where somebody looks at it: shows what is done, and how many of ``total`` if that is known."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda what, done: bar.update(task, description=what, completed=done)


def rate_option(command: Command) -> Command:
    """Give a command ``--rate``."""
    return click.option(
        "--rate",
        type=click.FloatRange(min=0, min_open=True),
        default=20.0,
        show_default=True,
        metavar="N",
        help="Requests a second at most.",
    )(command)
