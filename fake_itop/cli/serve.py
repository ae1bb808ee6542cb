"""``fake-itop serve``: one instance."""

from __future__ import annotations

from typing import Any

import click

from fake_itop.cli.building import build_members, web_console
from fake_itop.cli.keeping import KeepingOptions, keeping_options
from fake_itop.cli.options import Options, ServingOptions, instance_options, serving_options
from fake_itop.cli.running import Built, serve, stop_at_sigterm
from fake_itop.cli.watching import files_to_watch
from fake_itop.configuration import users_of

DEFAULT_PORT = 8100


@click.command("serve")
@click.option("--port", type=int, default=DEFAULT_PORT, show_default=True, help="0 takes a free one.")
@keeping_options
@serving_options
@instance_options
def command(port: int, **given: Any) -> None:
    """Serve one instance until Ctrl-C.

    On stdout comes one line, READY {"itop": {"rest": URL, "control": URL, "token": TOKEN}}, once it listens.
    """
    stop_at_sigterm()
    keeping, serving = KeepingOptions.out_of(given), ServingOptions.out_of(given)
    options = Options(**given)

    def build(at_free_ports: bool) -> Built:
        members = build_members(options, {"itop": 0 if at_free_ports else port}, options.design)
        keeping.begin(members, users_of(options.config), lambda: None)
        console_port = 0 if at_free_ports else serving.console_port
        return Built(members, web_console(console_port, no_console=serving.no_console))

    watched = files_to_watch([options.config], options.design, keeping.objects)
    serve(options, serving, keeping, build, watched)
