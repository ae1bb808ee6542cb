"""``fake-itop compare``: asks a live iTop and the stand-in that was pulled from it the same, and tells what differs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from fake_itop.cli.config_file import config_option
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.live import live, progress, rate_option, stand_in
from fake_itop.cli.options import profile_option
from fake_itop.integration.lab import DEFAULT_USER
from fake_itop.integration.simulated import sides_of
from fake_itop.mirror import Drawer, LiveError, compare
from fake_itop.state import PULLED, load_state, read_document
from fake_itop.values.clock import seeded

_FILE = click.Path(dir_okay=False, path_type=Path)
SHOWN = 10
"""So many differences are told."""


@click.command("compare")
@click.option(
    "--itop-url", required=True, metavar="URL", help="The live iTop; FAKE_ITOP_USER and _PASSWORD, or _TOKEN."
)
@click.option("--reads", type=click.IntRange(min=1), default=100, show_default=True, help="How many are drawn.")
@click.option("--data", type=_FILE, required=True, metavar="FILE", help="What was pulled from it.")
@config_option
@profile_option
@click.option(
    "--design", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Its design; repeatable."
)
@rate_option
@click.option("--seed", type=int, default=0, show_default=True, help="Decides which reads are drawn.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def command(
    *,
    itop_url: str,
    reads: int,
    data: Path,
    config: Path | None,
    profile: str | None,
    design: tuple[Path, ...],
    rate: float,
    seed: int,
    as_json: bool,
) -> int:
    """Draw reads over what was pulled (by class, by attribute kind, queries with joins), and ask both iTops.

    Only core/get is sent to the live one. Exits with 0 if all agree, with 1 if one does not.
    """
    itop, settings = stand_in(design, profile, config)
    try:
        states = read_document(data.read_text("utf-8"), str(data))
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"--data {data}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    name, state = next(iter(states.items()), ("", {}))
    load_state(itop, state, f"{data}: {name}")
    pulled = state.get(PULLED) or {}
    classes = pulled.get("classes")
    if not classes:
        raise CliError(f"--data {data}: says nothing of a pull; right would be what `fake-itop pull --objects` wrote")
    side = sides_of({"itop": itop}, settings)["itop"]
    drawer = Drawer(itop.db.store, classes, seeded(seed), anonymised=bool(pulled.get("anonymised")))
    asked = live(itop_url, rate)
    try:
        with progress(reads) as tell:
            found = compare(
                asked,
                lambda request: side(request, DEFAULT_USER),
                drawer,
                reads,
                lambda done: tell("asking both", done),
            )
    except LiveError as error:
        raise CliError(str(error), ExitCode.UNREACHABLE) from None
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        for difference in found.differences[:SHOWN]:
            click.echo(difference)
        more = len(found.differences) - SHOWN
        click.echo(f"{f'and {more} more; ' if more > 0 else ''}of {found.reads} reads {found.agreeing} agree")
    return ExitCode.FINE if found.agreeing == found.reads else ExitCode.FAILED
