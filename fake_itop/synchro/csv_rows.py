"""CSV as the import reads it: one row after the other, never all of them at once."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_NEVER = "\uffff"
"""A separator that no text has."""


class BrokenCsvError(Exception):
    """A text that is no CSV; the message says where and what."""


def read_rows(text: str, separator: str, qualifier: str) -> Iterator[list[str]]:
    """The rows of a text as they are read; lines without anything in them are passed over.

    A cell between qualifiers may hold separators, line ends, and qualifiers that are doubled. Without a separator a
    line is one cell (recordings ``synchro``, "no separator given twice"). A byte order mark belongs to the first cell
    ("windows line ends and a byte order mark").

    Raises:
        BrokenCsvError: a cell has more characters than a database's text has bytes, as after a quote without end.
    """
    lines = 0
    try:
        reader = csv.reader(
            _lines(text),
            delimiter=separator[:1] or _NEVER,
            quotechar=qualifier[:1] or None,
            quoting=csv.QUOTE_MINIMAL if qualifier else csv.QUOTE_NONE,
            strict=True,
        )
        for row in reader:
            lines = reader.line_num
            if row:
                yield row
    except (csv.Error, ValueError) as error:  # ValueError: a separator that is the qualifier, from Python 3.13 on
        raise BrokenCsvError(f"after line {lines}: {error}") from None


def _lines(text: str) -> Iterator[str]:
    position, end = 0, len(text)
    while position < end:
        line = _LINE.match(text, position)
        assert line is not None, "any text has a line, be it empty"
        position = line.end()
        yield line[0]
