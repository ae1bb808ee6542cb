"""Files that commands write; those that hold secrets and states whole, private, and one process's at a time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from fake_itop.cli.errors import CliError

if sys.platform != "win32":
    import fcntl


_HELD: dict[Path, int] = {}
"""Files that this process holds, until it ends, and the descriptors of their locks."""


def hold(option: str, path: Path) -> None:
    """Let no other process use a file as long as this one lives; on Windows nothing is done.

    Raises:
        CliError: another one does.
    """
    lock = path.with_name(f".{path.name}.lock").resolve()
    if sys.platform == "win32" or lock in _HELD:
        return
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CliError(f"{option} {path}: cannot be locked: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(handle, 20).decode("ascii", "replace").strip()
        os.close(handle)
        raise CliError(f"{option} {path}: process {holder} uses it; give each server a file of its own") from None
    os.truncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
    _HELD[lock] = handle


def write(path: Path, text: str) -> None:
    """Write a file that anybody may read.

    Raises:
        CliError: it cannot be written.
    """
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise CliError(f"{path}: cannot be written: {error.strerror or error}") from None


def write_whole(path: Path, text: str) -> None:
    r"""Write a file that only its owner can read, as it holds secrets: whatever happens, it is as before or whole.

    Half of a surrogate pair, which UTF-8 cannot hold, is written as JSON may, ``\\udcXX``.

    Raises:
        OSError: it cannot be written.
        ValueError: nothing can be called so.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)
        raise
