"""``fake-itop pull``: reads how two real iTops are wired, into a wiring file."""

from __future__ import annotations

from pathlib import Path

import click

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.pulling import pulled, sides

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("pull")
@sides
@click.option(
    "--design", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Their design; repeatable."
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where the wiring goes.  [default: stdout]")
def command(ours: tuple[str, ...], partner: tuple[str, ...], design: tuple[Path, ...], output: Path | None) -> int:
    """Read connections, webhook actions and triggers of two iTops, with what their payloads look up, into a wiring.

    Only core/get is asked, and no secret is read or written. What could not be pulled is told on stderr.
    """
    found = pulled(ours, partner, design)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    if output is None:
        click.echo(found.text(), nl=False)
        return ExitCode.FINE
    try:
        output.write_text(found.text(), "utf-8")
    except OSError as error:
        raise CliError(f"{output}: cannot be written: {error.strerror or error}") from None
    return ExitCode.FINE
