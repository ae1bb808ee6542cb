"""Where recordings are kept: a folder with a file of cases for each area, and a journal for each case."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_END = "]}\n]\n"
"""What closes the steps, the case and the list of cases."""


class RecordingError(Exception):
    """A recording cannot be kept: one line that says where and why."""


class Folder:
    """A folder of recordings, to which one case of an area is added.

    The files are whole after each step: what is new is written over what closes them, in one go.

    Args:
        path: the folder; made if need be.
        area: the file's name without its ending.
        case: the case's name, which must be new in that file.
        given: the state from which a replay of the case starts.

    Raises:
        RecordingError: the file is none of recordings, or has such a case already, or is not in the folder.
    """

    def __init__(self, path: Path, area: str, case: str, given: str) -> None:
        if not area or Path(area).name != area or area.startswith("."):
            raise RecordingError(f"{area!r}: an area is the name of a file in the folder, without its ending")
        self.cases = path / f"{area}.json"
        self._head = json.dumps({"name": case, "given": given, "steps": []}, ensure_ascii=False)[: -len("]}")]
        self._place = 0
        self._has_steps = False
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._others: list[Any] = json.loads(self.cases.read_text("utf-8")) if self.cases.exists() else []
            self.journal = _unused(path, f"{area}.{re.sub('[^A-Za-z0-9]+', '-', case).strip('-')}")
        except OSError as error:
            raise RecordingError(f"{path}: {error.strerror or error}") from None
        except ValueError as error:
            raise RecordingError(f"{self.cases}: not JSON: {error}") from None
        if not isinstance(self._others, list) or not all(isinstance(each, dict) for each in self._others):
            raise RecordingError(f"{self.cases}: no recordings; a list of cases is expected")
        if case in [each.get("name") for each in self._others]:
            raise RecordingError(f"{self.cases}: there is a case {case!r} already; give another name")

    def add(self, step: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep a further step of the case, and rows of its journal.

        Raises:
            RecordingError: a file cannot be written.
        """
        try:
            if not self._place:
                self._begin()
            text = _bytes(f"{',' if self._has_steps else ''}\n{json.dumps(step, ensure_ascii=False)}")
            with self.cases.open("r+b") as file:
                file.seek(self._place)
                file.write(text + _END.encode())
            self._place += len(text)
            self._has_steps = True
            self.add_rows(rows)
        except OSError as error:
            raise RecordingError(f"{error.filename or self.cases}: {error.strerror or error}") from None

    def add_rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep rows of the case's journal."""
        with self.journal.open("ab") as file:
            file.write(_bytes("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)))

    def _begin(self) -> None:
        """Write the cases that there were and the new one's beginning, beside the file first."""
        others = "".join(f"{json.dumps(other, ensure_ascii=False)},\n" for other in self._others)
        start = _bytes(f"[\n{others}{self._head}")
        new = self.cases.with_suffix(".json.new")
        new.write_bytes(start + _END.encode())
        new.replace(self.cases)
        self._place, self._others = len(start), []


def _unused(path: Path, stem: str) -> Path:
    """A journal's file that there is not yet: two cases may differ in signs that no file's name has."""
    number, journal = 1, path / f"{stem}.jsonl"
    while journal.exists():
        number += 1
        journal = path / f"{stem}-{number}.jsonl"
    return journal


def _bytes(text: str) -> bytes:
    r"""JSON as UTF-8; half of a surrogate pair, which stands for a byte that was none, as ``\udcXX``."""
    return text.encode("utf-8", "backslashreplace")
