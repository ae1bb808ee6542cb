"""``fake-itop pull``: reads how two real iTops are wired, into a wiring file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.building import read_designs
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.client import BasicLogin, Client, ItopError, Login, NotItopError, TokenLogin
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.lab import Answer
from fake_itop.integration.pull import Pulled, Source, pull
from fake_itop.integration.pull.source import Refused
from fake_itop.values.http import REST_PATH

Command = Callable[..., Any]


def sides(command: Command) -> Command:
    """Give a command the options ``--ours`` and ``--partner``."""
    for name, whose in (("partner", "The partner's"), ("ours", "Our")):
        credentials = f"FAKE_ITOP_{name.upper()}_USER and _PASSWORD, or _TOKEN"
        said = f"{whose} iTop; who asks stands in {credentials}. Repeat it for other addresses that connections use."
        command = click.option(f"--{name}", multiple=True, metavar="URL", help=said)(command)
    return command


def pulled(ours: Sequence[str], partner: Sequence[str], design: Sequence[Path]) -> Pulled:
    """What two iTops show of how they are wired.

    Raises:
        CliError: one of them is not named, does not answer, or refuses.
    """
    if not ours or not partner:
        raise click.UsageError("--ours URL and --partner URL belong together: name both iTops")
    model = read_designs(designs_of_a_pair(design))
    try:
        return pull(_source("ours", ours, model), _source("partner", partner, model))
    except Refused as refusal:
        raise CliError(str(refusal)) from None


def _source(name: str, urls: Sequence[str], model: Datamodel) -> Source:
    ends = tuple(_endpoint(url, name) for url in urls)
    return Source(name, ends, _Reading(name, Client(ends[0], _login(name))), model)


def _endpoint(url: str, name: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--{name} {url}: no address; right would be https://itop.example{REST_PATH}")
    return url if url.endswith(".php") else url.rstrip("/") + REST_PATH


def _login(name: str) -> Login:
    """Who asks: from the environment, or from whoever sits there."""
    prefix = f"FAKE_ITOP_{name.upper()}_"
    if token := os.environ.get(f"{prefix}TOKEN"):
        return TokenLogin(token)
    user, password = os.environ.get(f"{prefix}USER", ""), os.environ.get(f"{prefix}PASSWORD", "")
    if sys.stdin.isatty():
        user = user or click.prompt(f"User of {name}", err=True)
        password = password or click.prompt(f"Password of {user} at {name}", hide_input=True, err=True)
    if not user or not password:
        raise CliError(f"who asks {name}? set {prefix}USER and {prefix}PASSWORD, or {prefix}TOKEN")
    return BasicLogin(user, password)


@dataclass(frozen=True)
class _Reading:
    """Asks an iTop, and sends nothing but ``core/get``."""

    name: str
    client: Client

    def __call__(self, json_data: Mapping[str, Any]) -> Answer:
        assert json_data["operation"] == "core/get"
        try:
            return self.client.call(json_data)
        except ItopError as refusal:
            return {"code": refusal.code, "message": refusal.message}
        except (NotItopError, OSError) as error:
            raise CliError(f"{self.name} does not answer as an iTop: {error}", ExitCode.UNREACHABLE) from None


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("pull")
@sides
@click.option(
    "--design", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Their design; repeatable."
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where the wiring goes.  [default: stdout]")
def command(ours: tuple[str, ...], partner: tuple[str, ...], design: tuple[Path, ...], output: Path | None) -> int:
    """Read connections, webhook actions and triggers of two iTops, with what their payloads look up, into a wiring.

    Only core/get is asked, and no secret is read or written. What could not be pulled is told on stderr.
    """
    found = pulled(ours, partner, design)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    if output is None:
        click.echo(found.text(), nl=False)
        return ExitCode.FINE
    try:
        output.write_text(found.text(), "utf-8")
    except OSError as error:
        raise CliError(f"{output}: cannot be written: {error.strerror or error}") from None
    return ExitCode.FINE
