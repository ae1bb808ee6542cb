"""``fake-itop export``: all that running instances hold, as a file for ``--data``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.files import write_whole
from fake_itop.client import ControlClient, ControlError
from fake_itop.state import document_of

READY = "READY "


@click.command("export")
@click.argument("ready", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else stdout.")
def command(ready: Path, output: Path | None) -> None:
    """Write down what the instances hold whose READY line, or --ready-file, is in the file READY (- for stdin).

    `fake-itop serve --data FILE` and `fake-itop pair --data FILE` start from what is written.
    """
    states: dict[str, Any] = {}
    for name, where in _addresses(ready).items():
        states |= _export(name, where)
    text = document_of(states)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(output, text)
    except OSError as error:
        raise CliError(f"{output}: cannot be written: {error.strerror or error}") from None


def _addresses(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Where the instances are, by their names."""
    if str(path).startswith(("http:", "https:")):
        raise CliError("READY is a file that holds the READY line, or what --ready-file wrote, and no address")
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        addresses = json.loads(text.strip().removeprefix(READY))
        return {name: {key: _text(where[key]) for key in ("control", "token")} for name, where in addresses.items()}
    except OSError as error:
        raise CliError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, AttributeError, KeyError, TypeError):
        raise CliError(
            f'{path}: no READY line; it is {{"itop": {{"rest": ..., "control": ..., "token": ...}}}}'
        ) from None


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{given!r} is no text")
    return given


def _export(name: str, where: Mapping[str, str]) -> dict[str, Any]:
    try:
        return ControlClient(where["control"], where["token"]).export()
    except ControlError as error:
        raise CliError(f"{name}: {error}") from None
    except (OSError, ValueError, OverflowError, HTTPException) as error:  # a port that is none overflows
        raise CliError(f"{name} at {where['control']} does not answer: {error}", ExitCode.UNREACHABLE) from None
