"""What was read so far, in a file beside the one that is to be made: a pull that broke off goes on from there.

The file holds a line of JSON for what the pull is, and one for each object and each part that is done. A line that was
cut is as if it had never been written.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from fake_itop.client import ItopObject
from fake_itop.values.names import InputError

ENDING = ".part"


class KeptError(InputError):
    """What was kept is of another pull, or cannot be written: one line that says what would be right."""


class Kept:
    """The file, and what it holds; a context manager.

    Args:
        output: the file that is to be made.
        pull: what the pull is; that of the file must be the same.
        salt: what stand-ins are made by, if the file does not say.
    """

    def __init__(self, output: Path, pull: Mapping[str, Any], salt: str = "") -> None:
        self.path = output.with_name(output.name + ENDING)
        self.objects: dict[tuple[str, int], ItopObject] = {}
        """By class and id."""
        self.next_ids: dict[str, int] = {}
        """By what is read: the id from which it goes on."""
        self.salt = salt
        size = self._read(pull)
        self.resumed = bool(self.objects or self.next_ids)
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeptError(f"{self.path}: cannot be written: {error.strerror}") from None
        os.ftruncate(handle, size)
        self._file = os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")
        if not size:
            self._write([{"pull": dict(pull), "salt": self.salt}])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, objects: Iterable[ItopObject], part: str = "", next_id: int = 0) -> None:
        """Keep objects, and from which id on a part is to be read.

        Raises:
            KeptError: the file cannot be written.
        """
        lines: list[dict[str, Any]] = []
        for each in objects:
            self.objects[each.cls, each.id] = replace(each, fields=_shared(each.fields))
            lines.append({"class": each.cls, "id": each.id, "fields": each.fields})
        if part:
            self.next_ids[part] = next_id
            lines.append({"part": part, "next": next_id})
        self._write(lines)

    def forget(self) -> None:
        """Remove the file: what was to be made of it is made."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _write(self, lines: Iterable[Mapping[str, Any]]) -> None:
        try:
            self._file.writelines(f"{json.dumps(line)}\n" for line in lines)
            self._file.flush()
        except OSError as error:
            raise KeptError(f"{self.path}: cannot be written: {error.strerror}") from None

    def _read(self, pull: Mapping[str, Any]) -> int:
        """Read what there is; how many bytes of it are whole."""
        size = 0
        for number, (line, end) in enumerate(self._lines()):
            if number == 0:
                if line.get("pull") != dict(pull):
                    raise KeptError(
                        f"{self.path}: holds what another pull has read ({json.dumps(line.get('pull'))}); "
                        "delete it, ask for the same again, or choose another --output"
                    )
                self.salt = str(line.get("salt", ""))
            elif "part" in line:
                self.next_ids[line["part"]] = int(line["next"])
            else:
                found = ItopObject(line["class"], int(line["id"]), _shared(line["fields"]))
                self.objects[found.cls, found.id] = found
            size = end
        return size

    def _lines(self) -> Iterator[tuple[dict[str, Any], int]]:
        if not self.path.exists():
            return
        end = 0
        try:
            with self.path.open("rb") as file:
                for line in file:
                    end += len(line)
                    with suppress(ValueError):
                        if not line.endswith(b"\n") or not isinstance(read := json.loads(line), dict):
                            return
                        yield read, end
        except OSError as error:
            raise KeptError(f"{self.path}: cannot be read: {error.strerror}") from None


def _shared(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields whose short texts are kept once for all objects: most values are states, dates and empty keys."""
    return {
        sys.intern(code): sys.intern(value) if type(value) is str and len(value) <= SHORT else value
        for code, value in fields.items()
    }


SHORT = 20
"""Letters of a text that others are likely to be equal to."""
