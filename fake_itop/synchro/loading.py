"""Loading rows into a source: one import, which keeps all of its rows or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from fake_itop.datamodel.attributes import (
    AttributeDate,
    AttributeDateTime,
    AttributeExternalKey,
    DatabaseRefusal,
)
from fake_itop.objects.database import Database
from fake_itop.objects.history import insert_row
from fake_itop.objects.replicas import REPLICA
from fake_itop.synchro import texts
from fake_itop.synchro.csv_rows import BrokenCsvError, read_rows
from fake_itop.synchro.rows import ImportedRow, ImportedRows
from fake_itop.synchro.source import PRIMARY_KEY, Source, SourceAttribute
from fake_itop.values import messages
from fake_itop.values.collation import fold
from fake_itop.values.dates import SQL_DATE, format_sql, php_format
from fake_itop.values.messages import Code
from fake_itop.values.php_types import is_numeric
from fake_itop.values.reasons import RefusedByDatabase

MAX_ROWS: Final = 250_000
"""The most rows of one import: a row and its replica take about two kilobytes of memory."""

NO_VALUE: Final = "<NULL>"
"""What collectors write in a cell that is to leave the attribute alone."""


class LoadRefusedError(Exception):
    """An import of which nothing is kept; ``line`` says why, in iTop's form."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Layout:
    """How the text of an import is to be read; ``date_format`` is PHP's, empty where dates come as SQL has them."""

    separator: str = ";"
    qualifier: str = '"'
    date_format: str = ""


@dataclass
class LoadReport:
    """What came of an import: its columns, how many rows it had, and what became of each row (``output=details``).

    ``delivered`` are the ids of the replicas whose rows it brought.
    """

    columns: Sequence[str] = ()
    created: int = 0
    updated: int = 0
    lines: list[str] = field(default_factory=list)
    issues: int = 0
    delivered: set[int] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.created + self.updated + self.issues


class Loader:
    """Loads texts into one source.

    Args:
        goes_on: whether a row that the database refuses is counted and left out, instead of ending the import.
        lists_rows: whether the report has a line for each row.
    """

    def __init__(self, db: Database, source: Source, *, goes_on: bool = False, lists_rows: bool = False) -> None:
        self._db = db
        self._source = source
        self._rows = ImportedRows(db.store, source)
        self._goes_on = goes_on
        self._lists_rows = lists_rows

    def load(self, text: str, layout: Layout) -> LoadReport:
        """Read the text row by row, then write replicas and rows.

        Raises:
            LoadRefusedError: a column is unknown, the key's is missing, or the database refuses a row.
        """
        try:
            return self._load(read_rows(text, layout.separator, layout.qualifier), layout)
        except BrokenCsvError as error:
            raise LoadRefusedError(texts.import_line(texts.broken_csv(str(error)))) from None

    def _load(self, rows: Iterator[list[str]], layout: Layout) -> LoadReport:
        columns = next(rows, [""])
        self._check_columns(columns)
        report = LoadReport(columns)
        known = self._rows.all()
        ids = {fold(row.primary_key): id_ for id_, row in known.items()}
        staged: dict[str, ImportedRow] = {}
        for number, cells in enumerate(rows, 1):
            if number > MAX_ROWS:
                raise LoadRefusedError(texts.import_line(texts.too_many_rows(MAX_ROWS)))
            try:
                given = self._cells(columns, cells, layout)
            except _RefusedByDatabaseError as error:
                self._count_issue(report, number, error.refusal)
                continue
            primary_key = given.pop(PRIMARY_KEY) or ""
            key = fold(primary_key)
            former = staged.get(key) or (known[ids[key]] if key in ids else None)
            staged[key] = ImportedRow(primary_key, given if former is None else {**former.cells, **given})
            self._count_row(report, number, is_new=former is None)
        report.delivered = {self._write(ids.get(key), row) for key, row in staged.items()}
        return report

    def _check_columns(self, columns: Sequence[str]) -> None:
        known = {PRIMARY_KEY, *self._source.attributes}
        for column in columns:
            if column not in known:
                raise LoadRefusedError(texts.import_line(texts.unknown_column(column, self._source.meta.name)))
        if PRIMARY_KEY not in columns:
            raise LoadRefusedError(texts.import_line(texts.missing_column(PRIMARY_KEY)))
        twice = next((column for column in columns if columns.count(column) > 1), None)
        if twice is not None:
            refusal = DatabaseRefusal(Code.SQL_COLUMN_TWICE, texts.column_twice(twice))
            raise LoadRefusedError(self._sql_error(refusal))

    def _cells(self, columns: Sequence[str], cells: Sequence[str], layout: Layout) -> dict[str, str | None]:
        """A row by column, dates as SQL has them.

        Raises:
            _RefusedByDatabaseError: as many cells as columns are needed ("too few cells"), each of its column's type.
        """
        if len(cells) != len(columns):
            raise _RefusedByDatabaseError(DatabaseRefusal(Code.SQL_WRONG_COUNT, texts.WRONG_COUNT_OF_VALUES))
        given: dict[str, str | None] = {}
        for column, cell in zip(columns, cells, strict=True):
            attribute = self._source.attributes.get(column)
            text = None if cell == NO_VALUE else cell
            if attribute is not None and text and layout.date_format:
                text = _as_sql_date(attribute, text, layout.date_format)
            refusal = _refusal(column, attribute, text)
            if refusal is not None:
                raise _RefusedByDatabaseError(refusal)
            given[column] = text
        return given

    def _count_issue(self, report: LoadReport, number: int, refusal: DatabaseRefusal) -> None:
        """Count a row that is left out.

        Raises:
            LoadRefusedError: the import ends with the first of them.
        """
        if not self._goes_on:
            raise LoadRefusedError(self._sql_error(refusal))
        report.issues += 1
        if self._lists_rows:
            report.lines.append(texts.import_line(texts.imported_row(number, refusal.text)))

    def _count_row(self, report: LoadReport, number: int, *, is_new: bool) -> None:
        report.created += is_new
        report.updated += not is_new
        if self._lists_rows:
            word = messages.CREATED if is_new else messages.UPDATED
            report.lines.append(texts.import_line(texts.imported_row(number, word)))

    def _sql_error(self, refusal: DatabaseRefusal) -> str:
        query = f"INSERT INTO `{self._source.record['database_table_name']}`"
        return texts.sql_exception(str(RefusedByDatabase(query, refusal.number, refusal.text)))

    def _write(self, replica_id: int | None, row: ImportedRow) -> int:
        """Write a row with its replica, a new one if need be; the replica's id."""
        now = self._db.clock.sql_now()
        if replica_id is None:
            values = {"sync_source_id": self._source.id, "status_last_seen": now}
            replica_id = insert_row(self._db, REPLICA, values).id
            self._rows.put(replica_id, row)
            return replica_id
        replica = self._db.store.get(REPLICA, replica_id)
        assert replica is not None, "a row goes with its replica"
        former = self._rows.get(replica_id)
        changed = replica["status"] == "obsolete" or (replica["status"] == "synchronized" and row.cells != former.cells)
        status = {"status": "modified"} if changed else {}
        self._db.store.put(replica.with_values({"status_last_seen": now, **status}))
        self._rows.put(replica_id, row._replace(primary_key=former.primary_key))
        return replica_id


class _RefusedByDatabaseError(Exception):
    def __init__(self, refusal: DatabaseRefusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


def _as_sql_date(column: SourceAttribute, text: str, date_format: str) -> str:
    """A date in the import's format as SQL has it; others, and what is no date in this format, as they are."""
    if not isinstance(column.attribute, AttributeDateTime):
        return text
    moment = php_format(date_format).parse(text)
    if moment is None:
        return text
    is_date = isinstance(column.attribute, AttributeDate)
    return moment.strftime(SQL_DATE) if is_date else format_sql(moment)


def _refusal(column: str, of: SourceAttribute | None, text: str | None) -> DatabaseRefusal | None:
    """Why a source's table does not take a text: its columns have the types of the attributes' own.

    The database is strict, as its errors about dates over REST show; an empty cell empties any of them.
    """
    if not text:
        return None
    if not text.isascii() and any("\udc80" <= char <= "\udcff" for char in text):
        return DatabaseRefusal.incorrect("string", text, column)
    if of is None:
        return None
    if isinstance(of.attribute, AttributeExternalKey):
        is_good = of.by or is_numeric(text)
        return None if is_good else DatabaseRefusal.incorrect("integer", text, column)
    return of.attribute.cell_refusal(text, column)
