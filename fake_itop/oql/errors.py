"""What iTop says about a query that it cannot run.

Source: the recordings ``oql`` (every text), ``create`` and ``webhook`` (the same texts in other places).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fake_itop.values.messages import Code
from fake_itop.values.reasons import (
    Complaint,
    FailedQuery,
    MissingArgument,
    NotJoinable,
    NoTree,
    OfQuery,
    Reason,
    RefusedByDatabase,
    UnexpectedInput,
    UnexpectedToken,
    WrongName,
)


class OqlError(Exception):
    """A query that cannot be parsed, checked or run.

    ``reason`` is what iTop says behind the code of an external key. For a query that is a ``core/get`` key REST says
    more, see `for_key`, and puts ``Error: `` before it. ``code`` is REST's result code.

    A character that the language does not have is shown by its first byte alone: beyond ASCII that is a lone
    surrogate (``surrogateescape``), on which REST's JSON encoding fails as iTop's does ("fact syntax unicode name").
    """

    def __init__(
        self,
        reason: Reason,
        *,
        exception_class: str = "Exception",
        code: int = Code.INTERNAL_ERROR,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.exception_class = exception_class
        self.code = code

    @property
    def message(self) -> str:
        """The text on the wire."""
        return str(self.reason)

    @property
    def position(self) -> int | None:
        """Where the query is wrong, if that can be said, in bytes as iTop counts."""
        return self.reason.position if isinstance(self.reason, OfQuery) else None

    @property
    def length(self) -> int:
        """How far it is wrong there."""
        return self.reason.length if isinstance(self.reason, OfQuery) else 1

    def for_key(self, text: str) -> Reason:
        """What is said where the query ``text`` is the key of a REST operation (without REST's ``Error: ``)."""
        return FailedQuery(query=text, exception_class=self.exception_class, reason=self.reason)


class MissingArgumentError(OqlError):
    """A parameter that nobody gave ("Missing query argument"); looks the same wherever the query stands."""

    def __init__(self, name: str, available: Iterable[str]) -> None:
        super().__init__(MissingArgument(name=name, available=tuple(available)))

    def for_key(self, text: str) -> Reason:  # noqa: ARG002 - the same for any query
        """The reason itself."""
        return self.reason


class SqlError(OqlError):
    """What the database behind a real iTop refuses; ``code`` is the database's error number."""

    def __init__(self, code: int, text: str, query: str = "") -> None:
        self.text = text
        super().__init__(RefusedByDatabase(query, code, text), code=code)

    def for_key(self, text: str) -> Reason:
        """The reason, with the query as the text that the database was given."""
        return RefusedByDatabase(text, self.code, self.text)


def unexpected_input(text: str, line: int, position: int) -> OqlError:
    """A character that starts no token."""
    shown = text.encode("utf-8", "surrogateescape")[:1].decode("utf-8", "surrogateescape")
    return OqlError(UnexpectedInput(character=shown, line=line, position=position))


def unexpected_token(name: str, found: str, position: int, query: str) -> OqlError:
    """A token that cannot stand there; the end of the text, if it has no name."""
    at = position if name else len(query.encode("utf-8", "surrogateescape"))
    reason = UnexpectedToken(token=name, found=found, query=query, position=at, length=max(1, len(found)))
    return OqlError(reason, exception_class="OQLParserSyntaxErrorException")


def wrong_name(
    complaint: Complaint | NotJoinable | NoTree,
    found: str,
    position: int,
    query: str,
    expected: Sequence[str] | None = None,
    *,
    exception_class: str = "OqlNormalizeException",
) -> OqlError:
    """A name that means nothing there; ``expected`` are those that would, with the nearest as a suggestion."""
    reason = WrongName(
        complaint=complaint,
        found=found,
        query=query,
        expected=None if expected is None else tuple(expected),
        nearest=nearest(found, expected or ()),
        position=position,
        length=max(1, len(found)),
    )
    return OqlError(reason, exception_class=exception_class)


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
