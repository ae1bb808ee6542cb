"""Files that are written at the end: whether they can be is asked at the beginning."""

from __future__ import annotations

import os
from pathlib import Path

from fake_itop.cli.errors import CliError


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
