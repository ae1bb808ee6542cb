"""``LIKE`` and ``REGEXP`` as the database has them: letter case does not count, nor for ``LIKE`` do accents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import regex

from fake_itop.oql.errors import SqlError
from fake_itop.values.collation import fold

Matcher = Callable[[str], bool]

ERROR_BAD_REGEXP = 1139
REGEXP_PATIENCE = 0.5
"""Seconds that a regular expression may take over one text: only one that would not end takes so long."""
_PIECE = re.compile(r"\\(.)|([%_])|([^\\%_]+)|(\\)", re.DOTALL)
_SENTINEL = "|"


def like(pattern: str) -> Matcher:
    """Whether a text is like ``pattern``: ``%`` any characters, ``_`` one, a backslash takes the next one literally."""
    general = _matcher(_segments(pattern, _soften))
    if not pattern.isascii():
        return lambda text: general(_soften(text))
    plain = _matcher(_segments(pattern, str.lower))

    def matches(text: str) -> bool:
        return plain(text.lower()) if text.isascii() else general(_soften(text))

    return matches


def _soften(text: str) -> str:
    """The collation's key of a text, but trailing blanks count."""
    return fold(text + _SENTINEL)[:-1]


def _segments(pattern: str, soften: Callable[[str], str]) -> list[list[str | None]]:
    """The pieces between the ``%``: softened literal texts, and ``None`` for each ``_``."""
    segments: list[list[str | None]] = [[]]
    for escaped, wildcard, literal, backslash in _PIECE.findall(pattern):
        if wildcard == "%":
            segments.append([])
        elif wildcard:
            segments[-1].append(None)
        else:
            segments[-1].append(soften(escaped or literal or backslash))
    return segments


def _matcher(segments: list[list[str | None]]) -> Matcher:
    texts = [segment for segment in segments if segment]
    if all(None not in segment for segment in segments):
        found = _fixed(["".join(piece or "" for piece in segment) for segment in segments])
        if found is not None:
            return found
    if len(segments) == 1:
        whole = re.compile(_regex(segments[0]), re.DOTALL)
        return lambda text: whole.fullmatch(text) is not None
    first = re.compile(_regex(segments[0]), re.DOTALL)
    middle = [re.compile(_regex(segment), re.DOTALL) for segment in segments[1:-1] if segment in texts]
    last = re.compile(_regex(segments[-1]) + r"\Z", re.DOTALL)
    return lambda text: _match(text, first, middle, last, _width(segments[-1]))


def _fixed(literals: Sequence[str]) -> Matcher | None:
    """The common patterns without ``_``: equal, begins, ends, contains."""
    match literals:
        case [only]:
            return lambda text: text == only
        case [start, ""]:
            return lambda text: text.startswith(start)
        case ["", end]:
            return lambda text: text.endswith(end)
        case ["", inner, ""]:
            return lambda text: inner in text
        case _:
            return None


def _match(
    text: str, first: re.Pattern[str], middle: Sequence[re.Pattern[str]], last: re.Pattern[str], tail: int
) -> bool:
    """Each piece at its first place behind the one before: never slower than the text times the pattern."""
    found = first.match(text)
    for piece in middle:
        if found is None:
            return False
        found = piece.search(text, found.end())
    return found is not None and len(text) - tail >= found.end() and last.match(text, len(text) - tail) is not None


def _regex(segment: Sequence[str | None]) -> str:
    return "".join("." if piece is None else re.escape(piece) for piece in segment)


def _width(segment: Sequence[str | None]) -> int:
    return sum(1 if piece is None else len(piece) for piece in segment)


def regexp(pattern: str) -> Matcher:
    """Whether a regular expression is found in a text; the database's, with its POSIX classes.

    Its matching goes back and tries again, which for some patterns takes for ever. The database gives up after a number
    of steps, and the matcher after `REGEXP_PATIENCE`, with the same kind of error.

    Raises:
        SqlError: the pattern is none ("fact syntax regexp bad"); the matcher raises it where it gives up.
    """
    try:
        compiled = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise SqlError(ERROR_BAD_REGEXP, f"Regex error '{error}'") from None

    def matches(text: str) -> bool:
        try:
            return compiled.search(text, timeout=REGEXP_PATIENCE) is not None
        except TimeoutError:
            raise SqlError(ERROR_BAD_REGEXP, "Regex error 'match limit exceeded'") from None

    return matches
