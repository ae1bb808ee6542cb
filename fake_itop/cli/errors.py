"""What goes wrong on the command line, and the exit code that says so."""

from __future__ import annotations

from enum import IntEnum

import click


class ExitCode(IntEnum):
    """Exit codes; what fits none of the others is a bug of ours."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    CANNOT_BIND = 3
    UNREACHABLE = 4
    INTERNAL = 70
    INTERRUPTED = 130


class StartAgain(Exception):  # noqa: N818 - no error: somebody changed a file
    """The command is to be carried out anew, with what its files now say."""


class CliError(click.ClickException):
    """Something that whoever called can put right; shown as one line."""

    def __init__(self, message: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.code = code
