"""A file that says that a server is ready, and where: for who cannot read its stdout."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from fake_itop.cli.errors import CliError


class ReadyFile:
    """There once everything listens, and gone when the server stops; a context manager.

    It appears all at once, and only its owner can read it, as it holds the tokens of the control API. Without a path
    there is none. What an earlier server left is removed first.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._remove()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(CliError):
            self._remove()

    def write(self, text: str) -> None:
        """Let it appear.

        Raises:
            CliError: it cannot be written.
        """
        if self._path is None:
            return
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{text}\n")
            draft.replace(self._path)
        except (OSError, ValueError) as error:
            raise self._error(error) from None

    def _remove(self) -> None:
        if self._path is None:
            return
        try:
            self._path.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            raise self._error(error) from None

    def _error(self, error: Exception) -> CliError:
        return CliError(f"--ready-file {self._path}: cannot be written: {getattr(error, 'strerror', None) or error}")
