"""What iTop says about a query that it cannot run.

Source: the recordings ``oql`` (every text), ``create`` and ``webhook`` (the same texts in other places).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fake_itop.values import messages
from fake_itop.values.messages import Code


class OqlError(Exception):
    """A query that cannot be parsed, checked or run.

    ``message`` is iTop's own sentence, as an external key's error shows it behind the attribute's code. For a query
    that is a ``core/get`` key REST says more, see `for_key`, and puts ``Error: `` before it. ``code`` is REST's result
    code. ``position`` (in bytes of the query, as iTop counts) is where the text is wrong, if that can be said, and
    ``length`` how far it is wrong.

    A character that the language does not have is shown by its first byte alone: beyond ASCII that is a lone
    surrogate (``surrogateescape``), on which REST's JSON encoding fails as iTop's does ("fact syntax unicode name").
    """

    def __init__(
        self,
        message: str,
        *,
        exception_class: str = "Exception",
        position: int | None = None,
        length: int = 1,
        code: int = Code.INTERNAL_ERROR,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.exception_class = exception_class
        self.position = position
        self.length = length
        self.code = code

    def for_key(self, text: str) -> str:
        """The message where the query ``text`` is the key of a REST operation (without REST's ``Error: ``)."""
        return (
            f"Query failed to execute: query = {text}, exception_class = {self.exception_class}, "
            f"exception_message = {self.message}"
        )


class MissingArgumentError(OqlError):
    """A parameter that nobody gave ("Missing query argument"); looks the same wherever the query stands."""

    def __init__(self, name: str, available: Iterable[str]) -> None:
        shown = ", ".join(f"{index}=>{argument}" for index, argument in enumerate(available))
        super().__init__(f"Missing query argument: expecting = {name}, available = {{{shown}}}")

    def for_key(self, text: str) -> str:  # noqa: ARG002 - the same for any query
        """The message itself."""
        return self.message


class SqlError(OqlError):
    """What the database behind a real iTop refuses; ``code`` is the database's error number."""

    def __init__(self, code: int, text: str, query: str = "") -> None:
        self.text = text
        super().__init__(messages.sql_failed(query, code, text), code=code)

    def for_key(self, text: str) -> str:
        """The message, with the query as the text that the database was given."""
        return SqlError(self.code, self.text, text).message


def unexpected_input(text: str, line: int, position: int) -> OqlError:
    """A character that starts no token."""
    shown = text.encode("utf-8", "surrogateescape")[:1].decode("utf-8", "surrogateescape")
    return OqlError(f"Unexpected input at line {line}: {shown}", position=position)


def unexpected_token(name: str, found: str, position: int, query: str) -> OqlError:
    """A token that cannot stand there. At the end of the text iTop says ``found '0' at 0``."""
    return OqlError(
        f"Unexpected token {name} - found '{found}' at {position} in '{query}'",
        exception_class="OQLParserSyntaxErrorException",
        position=position if name != END_OF_INPUT else len(query.encode("utf-8", "surrogateescape")),
        length=len(found),
    )


END_OF_INPUT = "End of Input"


def wrong_name(
    what: str,
    found: str,
    position: int,
    query: str,
    expected: Sequence[str] | None = None,
    *,
    exception_class: str = "OqlNormalizeException",
) -> OqlError:
    """A name that means nothing there; ``expected`` are those that would, with the nearest as a suggestion."""
    message = f"{what} - found '{found}' at {position} in '{query}'"
    if expected is not None:
        message += f", expecting {{{', '.join(expected)}}}, I would suggest to use '{nearest(found, expected)}'"
    return OqlError(message, exception_class=exception_class, position=position, length=max(1, len(found)))


FARTHEST_SUGGESTION = 3


def nearest(found: str, expected: Iterable[str]) -> str:
    """The name to suggest: at most three edits away, the nearest, of equally near ones the last; else nothing.

    Source: ``Nope`` -> ``Tape`` (2), ``true`` -> ``ttr`` (3, as are ``ref``, ``title`` and ``tto`` before it),
    ``nope`` -> nothing (4).
    """
    best, suggestion = FARTHEST_SUGGESTION, ""
    for name in expected:
        if abs(len(name) - len(found)) <= best:
            distance = edit_distance(found, name)
            if distance <= best:
                best, suggestion = distance, name
    return suggestion


def edit_distance(left: str, right: str) -> int:
    """How many characters must be added, dropped or replaced (Levenshtein)."""
    previous = list(range(len(right) + 1))
    for row, ours in enumerate(left, 1):
        current = [row]
        for column, theirs in enumerate(right, 1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (ours != theirs)))
        previous = current
    return previous[-1]
