"""``fake-itop init``: a commented configuration to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from fake_itop.cli.config_file import FILE_NAME
from fake_itop.cli.errors import CliError
from fake_itop.configuration.config import example


@click.command("init")
@click.argument("file", type=click.Path(path_type=Path), default=Path(FILE_NAME))
def command(file: Path) -> None:
    """Write a commented configuration to FILE, fake-itop.toml by default; what is there is not overwritten."""
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(example())
    except FileExistsError:
        raise CliError(f"{file}: is there already, and is left as it is; name another file") from None
    except OSError as error:
        raise CliError(f"{file}: cannot be written: {error.strerror or error}") from None
    click.echo(
        f"{file} is written; fake-itop serve and fake-itop pair read {FILE_NAME} where they are started", err=True
    )
