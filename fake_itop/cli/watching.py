"""Serves anew when a file that instances were built from has changed, and goes on as before where it is wrong now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from fake_itop.cli.errors import CliError


def files_to_watch(*groups: Sequence[Path | str | None]) -> list[Path]:
    """Those of some options' values that are files."""
    return [Path(each) for group in groups for each in group if each is not None and Path(each).is_file()]


def check_watch(files: Sequence[Path]) -> None:
    """Refuse to watch nothing.

    Raises:
        CliError: there are no files.
    """
    if not files:
        raise CliError("--watch: there is nothing to watch; it looks at --config, --design, --objects and --wiring")


async def changed(files: Sequence[Path], try_out: Callable[[], None]) -> None:
    """Wait until one of the files has changed, and what is built from them can be built again.

    Raises:
        CliError: nothing can be watched here.
    """
    try:
        from watchfiles import awatch  # noqa: PLC0415 - an extra
    except ImportError:
        raise CliError("--watch needs one package more: pip install 'fake-itop[watch]'") from None
    watched = {file.resolve() for file in files}
    # Editors put a new file in the place of the old one, so it is their folders that are watched.
    folders = {file.parent for file in watched}
    async for changes in awatch(*folders, watch_filter=lambda _, path: Path(path).resolve() in watched):
        names = ", ".join(sorted({Path(path).name for _, path in changes}))
        try:
            await asyncio.to_thread(try_out)
        except CliError as error:
            click.echo(f"{names} has changed, but cannot be used: {error.format_message()}", err=True)
        else:
            click.echo(f"{names} has changed: starting again", err=True)
            return
