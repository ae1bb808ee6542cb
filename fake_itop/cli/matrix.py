"""``fake-itop matrix``: one integration over all pairs of versions, what holds on each, and why the others do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fake_itop.cli.building import DEFAULT_WIRING
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.laboratory import Laboratory
from fake_itop.integration.matrix import play_matrix
from fake_itop.integration.report.matrix import page, show
from fake_itop.profiles import PROFILES

_FILE = click.Path(path_type=Path)
WITHOUT_TERMINAL = 160
"""Columns of what is printed into a file or a pipe."""


@click.command("matrix")
@click.option("--wiring", default=DEFAULT_WIRING, show_default=True, metavar="NAME|FILE", help="How the two are wired.")
@click.option("--config", type=_FILE, metavar="FILE", help="Users of a clean install, as TOML.")
@click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable, in order.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Write the table as a page too.")
def command(*, as_json: bool, html_file: Path | None, **given: Any) -> int:
    """Play the five scenarios and whole exchanges on all pairs of version profiles.

    Exits with 0 if all pairs hold, with 1 if one does not.
    """
    laboratory = Laboratory(**given)
    pairings = play_matrix(laboratory.bench, list(PROFILES.values()), remedies=laboratory.remedies())
    if html_file is not None:
        _write(html_file, page(pairings, laboratory.wiring))
    if as_json:
        shown = {"wiring": laboratory.wiring, "pairings": [pairing.to_json() for pairing in pairings]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False)
        show(pairings, console if console.is_terminal else Console(highlight=False, width=WITHOUT_TERMINAL))
    return ExitCode.FINE if all(pairing.holds for pairing in pairings) else ExitCode.FAILED


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise CliError(f"{path}: cannot be written: {error.strerror or error}") from None
