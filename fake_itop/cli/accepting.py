"""The options by which commands that judge leave out what was accepted: ``--baseline`` and ``--write-baseline``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from fake_itop.cli.errors import CliError
from fake_itop.findings.baseline import BaselineError, Told, read, write

Finding = TypeVar("Finding")
Command = Callable[..., Any]
_FILE = click.Path(path_type=Path, dir_okay=False)


def baseline_options(command: Command) -> Command:
    """Give a command the three options, as ``baseline``, ``write_baseline`` and ``reason``."""
    for option in (
        click.option("--reason", metavar="TEXT", help="Why what --write-baseline accepts is accepted."),
        click.option("--write-baseline", type=_FILE, metavar="FILE", help="Accept what is found, and write that down."),
        click.option("--baseline", type=_FILE, metavar="FILE", help="Findings that were accepted: they are not told."),
    ):
        command = option(command)
    return command


class Accepting:
    """What was accepted before, and what is accepted now.

    Raises:
        CliError: the baseline cannot be used, or --reason is missing or has nothing to be the reason of.
    """

    def __init__(
        self,
        baseline: Path | None,
        write_baseline: Path | None,
        reason: str | None,
        *,
        codes: Collection[str],
        files: Collection[str],
    ) -> None:
        if (write_baseline is None) is not (reason is None):
            raise CliError("--write-baseline FILE and --reason TEXT belong together: say why it is accepted")
        self._files = files
        self._path, self._reason = write_baseline, reason or ""
        self._accepted: list[Told] = []
        try:
            self._baseline = None if baseline is None else read(baseline, codes, self._is_file)
        except BaselineError as error:
            raise CliError(f"--baseline {error}") from None

    def _is_file(self, name: str) -> bool:
        return name in self._files or Path(name).is_file()

    def left(self, findings: Sequence[Finding], told: Callable[[Finding], Told]) -> list[Finding]:
        """The findings that are neither accepted before nor now."""
        if self._path is not None:
            self._accepted += map(told, findings)
            return []
        return [one for one in findings if self._baseline is None or not self._baseline.accepts(told(one))]

    def finish(self) -> None:
        """Write down what is accepted now; tell on stderr of that, and of what was accepted and is gone.

        Raises:
            CliError: it cannot be written.
        """
        if self._path is not None:
            click.echo(f"note: {self._path} accepts {self._written(self._path)} findings", err=True)
        elif self._baseline is not None:
            for line in self._baseline.gone(self._files):
                click.echo(f"note: {line}", err=True)

    def _written(self, path: Path) -> int:
        try:
            return write(path, self._accepted, self._reason, self._baseline)
        except BaselineError as error:
            raise CliError(f"--write-baseline {error}") from None
