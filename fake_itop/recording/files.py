"""Where recordings are kept: a folder with a file of cases for each area, and a journal for each case."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class RecordingError(Exception):
    """A recording cannot be kept: one line that says where and why."""


class Folder:
    """A folder of recordings, to which one case of an area is added.

    Args:
        path: the folder; made if need be.
        area: the file's name without its ending.
        case: the case's name, which must be new in that file.

    Raises:
        RecordingError: the file is none of recordings, or has such a case already.
    """

    def __init__(self, path: Path, area: str, case: str) -> None:
        self.cases = path / f"{area}.json"
        self.journal = path / f"{area}.{re.sub('[^A-Za-z0-9]+', '-', case).strip('-')}.jsonl"
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._others: list[Any] = json.loads(self.cases.read_text("utf-8")) if self.cases.exists() else []
        except OSError as error:
            raise RecordingError(f"{path}: {error.strerror or error}") from None
        except ValueError as error:
            raise RecordingError(f"{self.cases}: not JSON: {error}") from None
        if not isinstance(self._others, list) or not all(isinstance(each, dict) for each in self._others):
            raise RecordingError(f"{self.cases}: no recordings; a list of cases is expected")
        if case in [each.get("name") for each in self._others]:
            raise RecordingError(f"{self.cases}: there is a case {case!r} already; give another name")

    def write(self, case: Mapping[str, Any], journal: Sequence[Mapping[str, Any]]) -> None:
        """Keep the case as it is so far; a file is either as before or as now, never half-written."""
        _replace(self.cases, json.dumps([*self._others, case], ensure_ascii=False, indent=1) + "\n")
        _replace(self.journal, "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in journal))


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(f"{path.suffix}.new")
    new.write_text(text, "utf-8")
    new.replace(path)
