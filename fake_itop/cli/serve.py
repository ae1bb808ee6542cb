"""``fake-itop serve``: one instance."""

from __future__ import annotations

from typing import Any

import click

from fake_itop.cli.building import build_members, console_place
from fake_itop.cli.options import Options, ServingOptions, instance_options, serving_options
from fake_itop.cli.running import serve_members, stop_at_sigterm

DEFAULT_PORT = 8100


@click.command("serve")
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True, help="0 takes a free one.")
@serving_options
@instance_options
def command(port: int, **given: Any) -> None:
    """Serve one instance until Ctrl-C.

    On stdout comes one line, READY {"itop": {"rest": URL, "control": URL, "token": TOKEN}}, once it listens.
    """
    stop_at_sigterm()
    serving = ServingOptions.out_of(given)
    options = Options(**given)
    members = build_members(options, {"itop": port}, options.design)
    console = console_place(serving.console_port, no_console=serving.no_console)
    serve_members(options, serving, members, console)
