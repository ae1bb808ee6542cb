"""``fake-itop serve``: one instance."""

from __future__ import annotations

from typing import Any

import click

from fake_itop.cli.building import build_members, console_place
from fake_itop.cli.options import Options, console_options, instance_options
from fake_itop.cli.running import serve_members, stop_at_sigterm

DEFAULT_PORT = 8100


@click.command("serve")
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True, help="0 takes a free one.")
@console_options
@instance_options
def command(port: int, console_port: int, no_console: bool, **given: Any) -> None:
    """Serve one instance until Ctrl-C.

    On stdout comes one line, READY {"itop": {"rest": URL, "control": URL, "token": TOKEN}}, once it listens.
    """
    stop_at_sigterm()
    options = Options(**given)
    members = build_members(options, {"itop": port}, options.design)
    serve_members(options, members, console_place(console_port, no_console=no_console))
