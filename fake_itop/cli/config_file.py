"""The option ``--config``: the file gives the defaults of all other options of a command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.errors import CliError

FILE_NAME = "fake-itop.toml"
"""Is read from the working directory where no file is named."""


def use_config(context: click.Context, _: click.Parameter, given: Path | None) -> Path | None:
    """Let a file's options be the defaults; gives the file, or the one in the working directory if there is one.

    Raises:
        CliError: the file cannot be used.
    """
    path = given or (Path(FILE_NAME) if Path(FILE_NAME).is_file() else None)
    if path is not None:
        context.default_map = {**(context.default_map or {}), **_defaults(path)}
    return path


def _defaults(path: Path) -> Mapping[str, Any]:
    """What a file says, as click's options take it."""
    from fake_itop.configuration import ConfigError, read_config  # noqa: PLC0415 - only where there is a file

    try:
        options = dict(read_config(path).options)
    except ConfigError as error:
        raise CliError(str(error)) from None
    if "ports" in options:
        options["ports"] = [f"{name}={port}" for name, port in options["ports"].items()]
    return options


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    is_eager=True,
    callback=use_config,
    help=f"Users of a clean install, and defaults of these options, as TOML.  [default: ./{FILE_NAME} if it is there]",
)
