"""What the pages of data synchronisation say, and what executions note on replicas.

Facts, as the recordings ``synchro`` have them; where none shows a text, it is ours and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

WRONG_COUNT_OF_VALUES = "Column count doesn't match value count at row 1"
NO_MATCH = "Could not find a match for reconciliation"
UNEXPECTED_MATCH = "Found a match while expecting several"
NOT_THE_SOURCES_USER = (
    "ERROR: Only adminstrators or the user specified in the data source can execute this operation. "
    "Operation cancelled."
)
IMPORT_USAGE = {
    "data_source_id": "Synchro data source id, mandatory",
    "csvdata": "data, mandatory",
    "synchronize": (
        "If set to 1, then the synchronization will be executed right after the data load, optional, defaults to [1]"
    ),
    "charset": (
        "Character set encoding of the CSV data: UTF-8, ISO-8859-1, WINDOWS-1251, WINDOWS-1252, ISO-8859-15, "
        "optional, defaults to [UTF-8]"
    ),
    "date_format": (
        "Input date format (used both for dates and datetimes) - Examples: Y-m-d, d/m/Y (Europe) - no transformation "
        "is applied if the argument is omitted. (note: old format specification using %Y %m %d is also supported for "
        "backward compatibility), optional, defaults to [Y-m-d H:i:s]"
    ),
    "separator": "column separator in CSV data (1 char, or 'tab'), optional, defaults to [;]",
    "qualifier": 'test qualifier in CSV data, optional, defaults to ["]',
    "output": (
        "[retcode] to return the count of lines in error, [summary] to return a concise report, [details] to get a "
        "detailed report (each line listed), optional, defaults to [summary]"
    ),
    "simulate": (
        "If set to 1, then the load will not be executed, but the expected report will be produced, optional, "
        "defaults to [0]"
    ),
    "comment": "Comment to be added into the change log, optional, defaults to []",
    "no_stop_on_import_error": (
        "Don't stop the import in case of SQL import error. By default the import will stop at the first error (and "
        "rollback all changes). If this flag is set to 1 the import will continue anyway, optional, defaults to [0]"
    ),
}
"""What the import says of its parameters where one is missing (recordings ``synchro``, "no data_source_id")."""
EXEC_USAGE = {
    "data_sources": "Comma separated list of data source ids, mandatory",
    "simulate": "If set to 1, nothing stays of it, optional, defaults to [0]",
}
"""Likewise for the execution: no recording shows it, so the words are ours."""


def plain(text: str) -> str:
    """A text within a page; quotation marks stay as they are, as in the recordings."""
    return escape(text, quote=False)


def import_line(text: str) -> str:
    """A line of an import's report."""
    return f"#{plain(text)}<br/>"


def sql_exception(text: str) -> str:
    """What an import says that the database refuses."""
    return f"#MySQLException: {plain(text)}"


def column_twice(column: str) -> str:
    """A statement that names a column twice, in the database's words."""
    return f"Column '{column}' specified twice"


def unknown_column(column: str, cls: str) -> str:
    """A column of an import that is no attribute of its source."""
    return f"Unknown column '{column}' (class: '{cls}')"


def missing_column(column: str) -> str:
    """An import without the column that tells rows apart."""
    return f"Missing reconciliation column '{column}'"


def broken_csv(reason: str) -> str:
    """A text that is no CSV: no recording shows one, so the words are ours."""
    return f"Unreadable CSV data: {reason}"


def too_many_rows(limit: int) -> str:
    """An import beyond the fake's budget: the words are ours."""
    return f"Too many rows: an import takes up to {limit}; send the others in another one"


def imported_row(number: int, outcome: str) -> str:
    """What became of a row of an import: no recording shows it, so the words are ours."""
    return f"Row {number}: {outcome}"


def unknown_source(id_: str) -> str:
    """An import into a source that is not there."""
    return f"Unknown data source id: '{id_}'"


def unknown_output(name: str) -> str:
    """An import whose report is to have a form that there is not."""
    return f"Unknown output format: '{name}'"


def unknown_charset(name: str) -> str:
    """An import in an encoding that nobody knows: no recording shows one."""
    return f"Unknown charset: '{name}'"


def several_matches(count: int, criteria: Iterable[str]) -> str:
    """More objects than one have what a row says."""
    return f"{count} destination objects match the reconciliation criterias: {', '.join(criteria)}"


def not_created(reason: str) -> str:
    """An object that a synchronisation cannot make."""
    return f"Unable to create destination object: {reason}"


def not_updated(reason: str) -> str:
    """An object that a synchronisation cannot write: no recording shows one."""
    return f"Unable to update destination object: {reason}"


def not_deleted(reason: str) -> str:
    """An object that a synchronisation cannot delete: no recording shows one."""
    return f"Unable to delete destination object: {reason}"


def not_instantiable(cls: str) -> str:
    """An abstract class, of which there are no objects: no recording shows one."""
    return f"The class {cls} is abstract"


def no_target(code: str, text: str) -> str:
    """A reference that a row names and that finds nothing, or several: no recording shows one."""
    return f"No match for attribute '{code}' (searched: '{text}')"


def already_running(id_: int) -> str:
    """A second execution of a source while one is under way: no recording shows one."""
    return f"ERROR: The data source (id={id_}) is already being synchronized. Operation cancelled."


def no_such_source(id_: str) -> str:
    """An execution of a source that is not there."""
    return f"ERROR: The data source (id={id_}) does not exist. Exiting..."


def working_on(name: str, id_: int) -> str:
    """The execution of a source begins."""
    return f"Working on {name} (id={id_})..."


def missing_argument(name: str) -> str:
    """A page without a parameter that it needs."""
    return f"ERROR: Missing argument '{name}'"
