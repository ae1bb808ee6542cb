"""What goes wrong on the command line, and the exit code that says so."""

from __future__ import annotations

import os
from enum import IntEnum
from pathlib import Path

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


def check_writable(option: str, path: Path | None) -> None:
    """Refuse a file that could not be written: better before the work than after it.

    Raises:
        CliError: there is no such folder, or it, or the file, may not be written.
    """
    if path is None:
        return
    folder = path.parent
    if not folder.is_dir():
        raise CliError(f"{option} {path}: cannot be written: there is no folder {folder}")
    if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
        raise CliError(f"{option} {path}: cannot be written")
