"""``fake-itop pair``: two instances, wired as in the tutorial, or as many as a wiring names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from fake_itop.cli.building import build_members, web_console, wire
from fake_itop.cli.keeping import KeepingOptions, keeping_options
from fake_itop.cli.options import Options, ServingOptions, pair_options, serving_options
from fake_itop.cli.running import Built, serve, stop_at_sigterm
from fake_itop.cli.watching import files_to_watch
from fake_itop.configuration import users_of
from fake_itop.integration import wiring as kit
from fake_itop.integration.designs import designs_of_a_pair

FIRST_PORT = 8101
SIDES = ("ours", "partner")


@click.command("pair")
@click.option("--ours-port", type=int, help="As --port ours=N.  [default: 8101]")
@click.option("--partner-port", type=int, help="As --port partner=N.  [default: 8102]")
@click.option(
    "--port",
    "ports",
    multiple=True,
    metavar="NAME=N",
    help="Where an instance listens, if not from 8101 on in the wiring's order; 0 takes a free one; repeatable.",
)
@click.option("--wiring", metavar="NAME|FILE", help=f"How they are wired.  [default: {kit.DEFAULT}]")
@click.option("--no-wiring", is_flag=True, help="Nothing but clean installs: base design and the given designs.")
@keeping_options
@serving_options
@pair_options
def command(
    *,
    ours_port: int | None,
    partner_port: int | None,
    ports: Sequence[str],
    wiring: str | None,
    no_wiring: bool,
    **given: Any,
) -> None:
    """Serve two instances, ours and the partner's, until Ctrl-C; or those that the wiring names.

    On stdout comes one line, READY {"ours": {"rest": URL, "control": URL, "token": TOKEN}, "partner": {...}},
    once all listen and are wired.
    """
    if wiring is not None and no_wiring and not _is_of_the_file("wiring"):
        raise click.UsageError("--wiring and --no-wiring exclude each other: choose one")
    stop_at_sigterm()
    keeping, serving = KeepingOptions.out_of(given), ServingOptions.out_of(given)
    options = Options(**given)
    chosen = None if no_wiring else kit.load(wiring or kit.DEFAULT)
    designs: Sequence[Path | str] = options.design if no_wiring else designs_of_a_pair(options.design, chosen)
    asked = {name: port for name, port in (("ours", ours_port), ("partner", partner_port)) if port is not None}
    names = SIDES if chosen is None else chosen.instances
    at_ports = _ports(names, {**asked, **_named(ports)})

    def build(at_free_ports: bool) -> Built:
        members = build_members(options, dict.fromkeys(names, 0) if at_free_ports else at_ports, designs)
        settings = users_of(options.config)
        keeping.begin(members, settings, lambda: wire(chosen, members, settings) if chosen is not None else None)
        console_port = 0 if at_free_ports else serving.console_port
        return Built(members, web_console(console_port, no_console=serving.no_console))

    serve(options, serving, keeping, build, files_to_watch([options.config, wiring], options.design, keeping.objects))


def _is_of_the_file(name: str) -> bool:
    """Whether an option's value stands in the configuration file: what the command line says, goes before."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.DEFAULT_MAP


def _named(ports: Sequence[str]) -> dict[str, int]:
    """The ports of ``--port``, by the names of instances."""
    named = {}
    for text in ports:
        name, equals, number = text.partition("=")
        if not equals or not number.isdecimal():
            raise click.UsageError(f"--port {text}: right would be NAME=N, such as ours=8101")
        named[name] = int(number)
    return named


def _ports(names: Sequence[str], asked: Mapping[str, int]) -> dict[str, int]:
    """Where each instance listens."""
    for name in asked:
        if name not in names:
            raise click.UsageError(f"a port is given for {name!r}; the instances are {', '.join(names)}")
    return {name: asked.get(name, FIRST_PORT + number) for number, name in enumerate(names)}
