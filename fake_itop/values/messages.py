"""Every result code and every text that an instance puts on the wire and that is no refusal, in one place.

Facts, as the recordings have them. Nothing else in the package spells a reply's text: why something is refused is
worded in `fake_itop.values.reasons`, and what only the pages of data synchronisation say stands in
`fake_itop.synchro.texts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from fake_itop.values.reasons import DeleteManually, Reason


class Code(IntEnum):
    """Result codes of the REST API (docs/itop/rest.md)."""

    OK = 0
    UNAUTHORIZED = 1
    MISSING_VERSION = 2
    MISSING_JSON = 3
    INVALID_JSON = 4
    UNSUPPORTED_VERSION = 10
    UNKNOWN_OPERATION = 11
    UNSAFE = 12
    INVALID_PAGE = 13
    INTERNAL_ERROR = 100
    SQL_COLUMN_TWICE = 1110
    SQL_WRONG_COUNT = 1136
    SQL_OUT_OF_RANGE = 1264
    SQL_TRUNCATED = 1265
    SQL_INVALID_DATE = 1292
    SQL_INCORRECT_VALUE = 1366
    SQL_TOO_LONG = 1406


class DeleteCode(IntEnum):
    """Codes of the single objects in a reply to ``core/delete``; what goes with others has 0 too."""

    OK = 0
    ISSUE = 1
    REQUEST_EXPLICITLY = 4
    AUTO_UPDATE = 5


CREATED = "created"
UPDATED = "updated"
FATAL_PAGE = "<p>iTop: An error occurred, check server error log for more information.</p>\n"
INF_OR_NAN = "Inf and NaN cannot be JSON encoded"
MALFORMED_UTF8 = "Malformed UTF-8 characters, possibly incorrectly encoded"
SIMULATED_NOT_ALLOWED = "SIMULATING: Deletion not allowed on some objects"
SIMULATED_ISSUES = (
    "SIMULATING: Some issues have been encountered. "
    "See the list of planned changes for more information about the issue(s)."
)
DELETE_EXPLICITLY = (
    "SIMULATING: The deletion requires that other objects be deleted/updated, "
    "and those operations must be requested explicitely"
)
NOTHING_FOUND = "Nothing found"
NO_SUCH_OBJECT = "no such object"


def error(said: object) -> str:
    """A message as the endpoint words an exception."""
    return f"Error: {said}"


def encoding_failed(reason: str, printed: str) -> str:
    """A reply that is no JSON because a text in it is no UTF-8 (recordings ``oql``, "fact syntax unicode name")."""
    digits = printed.encode("utf-8", "surrogateescape").hex()
    return (
        f"json encoding failed with message: {reason}. "
        f"Full response structure for debugging purposes (print_r+bin2hex): {digits}"
    )


def criterion(code: str, given: str, found: str) -> str:
    """One of the criteria, as the two messages above list them."""
    return f"{code}: {given} ({found})"


def invalid_date(value: str, column: str) -> str:
    """A date that no calendar has, in the database's words."""
    return f"Incorrect datetime value: '{value}' for column '{column}' at row 1"


def incorrect_value(kind: str, value: str, column: str) -> str:
    """A text that is no value of a column's type, in the database's words; bytes that are no UTF-8 as it shows them."""
    shown = "".join(f"\\x{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in value)
    return f"Incorrect {kind} value: '{shown}' for column '{column}' at row 1"


def data_truncated(column: str) -> str:
    """A code that an enumeration does not have, in the database's words."""
    return f"Data truncated for column '{column}' at row 1"


def data_too_long(column: str) -> str:
    """A text with more characters than its column takes, in the database's words."""
    return f"Data too long for column '{column}' at row 1"


def out_of_range(column: str) -> str:
    """A number too large for its column, in the database's words."""
    return f"Out of range value for column '{column}' at row 1"


ONE_COLUMN = "Operand should contain 1 column(s)"
NO_FULL_TEXT_INDEX = "Can't find FULLTEXT index matching the column list"
BIGINT_OUT_OF_RANGE = "BIGINT value is out of range"
UNKNOWN_ESCAPE = r"PCRE2 does not support \F, \L, \l, \N{name}, \U, or \u"


def bad_regexp(why: object) -> str:
    """A pattern that is none, in the database's words."""
    return f"Regex error '{why}'"


def too_many_tables(most: int) -> str:
    """A query that joins more than the database can, in its words."""
    return f"Too many tables; the database can only use {most} in a join"


def syntax_near(text: str) -> str:
    """What the database cannot parse, in its words."""
    return f"You have an error in your SQL syntax near '{text}'"


def wrong_parameter_count(function: str) -> str:
    """A function with too many or too few arguments, in the database's words."""
    return f"Incorrect parameter count in the call to native function '{function}'"


def resolved_from(cls: str, id_: int, name: str) -> str:
    """The solution of a ticket that was resolved with its parent."""
    return f"Automatically resolved from [[{cls}:{id_}|{name}]]"


def no_export(classes: Iterable[str]) -> str:
    """Classes of related objects that the user may not read in bulk."""
    return f"The current user does not have enough permissions for exporting data of class(es): {', '.join(classes)}"


def found(count: int) -> str:
    """How many objects match, on all pages."""
    return f"Found: {count}"


def deleted(count: int, more: int, *, simulated: bool) -> str:
    """How many were deleted, and how many others with them."""
    text = f"Deleted: {count}" + (f" plus (for DB integrity) {more}" if more else "")
    return f"SIMULATING: {text}" if simulated else text


def cannot_be_deleted(why: Reason) -> str:
    """An object of a simulated deletion that would stay."""
    return f"Cannot be deleted: {why}"


def request_explicitly(cls: str, id_: int) -> str:
    """The same in a simulation, beside the object."""
    return f"Must be deleted explicitely... but: {DeleteManually(cls, id_)}"


def reset_keys(labels: Iterable[str]) -> str:
    """Keys of an object that no longer point anywhere after a deletion."""
    return f"Reset external keys: {', '.join(labels)}"


def scope(found_objects: int, related: Iterable[tuple[str, int]]) -> str:
    """What ``core/get_related`` started from and found, by class."""
    counts = ", ".join(f"{cls}= {count}" for cls, count in related)
    return (
        f"Scope: {found_objects}; Related objects: {counts}" if counts else f"Scope: {found_objects}; Related objects: "
    )


def breaks_on(what: str) -> str:
    """A value on which a real iTop breaks at the console: it shows a page of its own, so the words are ours."""
    return f"{what}: a real iTop breaks on this value"
