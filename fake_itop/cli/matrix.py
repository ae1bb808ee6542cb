"""``fake-itop matrix``: one integration over all pairs of versions, what holds on each, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from fake_itop.cli.errors import ExitCode
from fake_itop.cli.files import write
from fake_itop.cli.judging import Judging, judging_options
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.matrix import PAGES, Pairing, play_matrix
from fake_itop.explore.report.matrix import page, reports_of, show
from fake_itop.integration import wiring as kit

_FILE = click.Path(path_type=Path)
WITHOUT_TERMINAL = 160
"""Columns of what is printed into a file or a pipe."""


@click.command("matrix")
@click.option("--wiring", default=kit.DEFAULT, show_default=True, metavar="NAME|FILE", help="How the two are wired.")
@click.option("--config", type=_FILE, metavar="FILE", help="Users of a clean install, as TOML.")
@click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable, in order.")
@judging_options
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Write the table as a page too.")
def command(*, html_file: Path | None, **given: Any) -> int:
    """Play an integration's scenarios and whole exchanges on all pairs of version profiles.

    Exits with 0 if all pairs hold, with 1 if one does not.
    """
    judging = Judging.out_of(given)
    if judging.explain is not None:
        return judging.explained(PAGES)
    laboratory = Laboratory(**given)
    judging.open(PAGES, [laboratory.wiring])
    profiles, trials = laboratory.profiles(), laboratory.trials()
    pairings = play_matrix(laboratory.bench, profiles, profiles[0], laboratory.remedies(), trials)
    explained = PAGES | {trial.name: trial.page for trial in trials}
    if html_file is not None:
        write(html_file, page(pairings, laboratory.wiring))
    reports = judging.left([one for pairing in pairings for one in reports_of(pairing, laboratory.wiring)])
    judging.tell(
        "matrix",
        reports,
        explained,
        text=lambda: _print(pairings),
        json_value=lambda: {"wiring": laboratory.wiring, "pairings": [pairing.to_json() for pairing in pairings]},
    )
    return ExitCode.FINE if all(report.clean for report in reports) else ExitCode.FAILED


def _print(pairings: Sequence[Pairing]) -> None:
    console = Console(highlight=False)
    show(pairings, console if console.is_terminal else Console(highlight=False, width=WITHOUT_TERMINAL))
