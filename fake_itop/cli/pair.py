"""``fake-itop pair``: two instances, wired as in the tutorial."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.building import build_members, console_place, designs_of_a_pair, read_settings
from fake_itop.cli.options import Options, console_options, instance_options
from fake_itop.cli.running import serve_members, stop_at_sigterm
from fake_itop.cli.wiring import DEFAULT_WIRING, load_wiring, wire

DEFAULT_PORTS = {"ours": 8101, "partner": 8102}


@click.command("pair")
@click.option("--ours-port", type=int, default=DEFAULT_PORTS["ours"], show_default=True, help="0 takes a free one.")
@click.option(
    "--partner-port", type=int, default=DEFAULT_PORTS["partner"], show_default=True, help="0 takes a free one."
)
@click.option("--wiring", metavar="NAME|FILE", help=f"How the two are wired.  [default: {DEFAULT_WIRING}]")
@click.option("--no-wiring", is_flag=True, help="Nothing but clean installs: base design and the given designs.")
@console_options
@instance_options
def command(ours_port: int, partner_port: int, wiring: str | None, no_wiring: bool, **given: Any) -> None:
    """Serve two instances, ours and the partner's, until Ctrl-C.

    On stdout comes one line, READY {"ours": {"rest": URL, "control": URL, "token": TOKEN}, "partner": {...}},
    once both listen and are wired.
    """
    if wiring is not None and no_wiring:
        raise click.UsageError("--wiring and --no-wiring exclude each other: choose one")
    stop_at_sigterm()
    console_port, no_console = given.pop("console_port"), given.pop("no_console")
    options = Options(**given)
    chosen = None if no_wiring else load_wiring(wiring or DEFAULT_WIRING)
    designs: Sequence[Path | str] = options.design if no_wiring else designs_of_a_pair(options.design, chosen)
    members = build_members(options, {"ours": ours_port, "partner": partner_port}, designs)
    console = console_place(console_port, no_console=no_console)
    if chosen is not None:
        wire(chosen, members, read_settings(options.config))
    serve_members(options, members, console)
