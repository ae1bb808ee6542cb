"""What every attribute of a class has, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from fake_itop.values import messages, reasons
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_str
from fake_itop.values.reasons import Reason


class ValueRefusedError(Exception):
    """A value that iTop refuses before it looks at the object."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def message(self) -> str:
        """The text on the wire."""
        return str(self.reason)


class PhpFatalError(Exception):
    """A value on which a real iTop breaks: it answers HTTP 500 and a line of HTML."""


@dataclass(frozen=True)
class DatabaseRefusal:
    """Why the database does not take a value: MySQL's error number and text."""

    number: Code
    text: str

    @classmethod
    def invalid_date(cls, value: str, column: str) -> DatabaseRefusal:
        """No calendar has the date."""
        return cls(Code.SQL_INVALID_DATE, messages.invalid_date(value, column))

    @classmethod
    def out_of_range(cls, column: str) -> DatabaseRefusal:
        """The column has no room for the number."""
        return cls(Code.SQL_OUT_OF_RANGE, messages.out_of_range(column))

    @classmethod
    def incorrect(cls, kind: str, value: str, column: str) -> DatabaseRefusal:
        """A text that is none of the column's type."""
        return cls(Code.SQL_INCORRECT_VALUE, messages.incorrect_value(kind, value, column))


class SqlType(Enum):
    """How the database treats a value: what it is compared as depends on it."""

    NUMBER = "number"
    TEXT = "text"
    ENUM = "enum"
    DATE = "date"
    DATETIME = "datetime"
    NULL = "null"


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One attribute of a class, as the design declares it.

    ``code`` is its name on the wire, ``label`` its English name in messages. ``default`` is what a new object
    holds, ``null_allowed`` whether it may stay empty, ``max_size`` the most characters it takes.
    ``tracking`` is the change history's level (0 = none, 3 = all). ``depends_on`` names the attributes from
    whose values this one is worked out or chosen.
    """

    code: str
    label: str = ""
    default: Any = None
    null_allowed: bool = True
    max_size: int | None = None
    writable: bool = True
    depends_on: tuple[str, ...] = ()
    tracking: int = 3

    stored: ClassVar[bool] = True
    """Whether objects hold a value of their own for it (false: it is read from elsewhere)."""
    secret: ClassVar[bool] = False
    """Whether its values are nobody else's business: no journal, recording, report or page shows them."""
    usual_size: ClassVar[int | None] = None
    """The most characters that it takes where its field says nothing else (facts)."""
    change: ClassVar[str | None] = "Scalar"
    """The ending of the class of history rows that tell of its changes; ``None`` if none do."""
    sample: ClassVar[Any] = None
    """A value such as objects hold, to try something with; ``None`` where that depends on more than the kind."""
    sql_type: ClassVar[SqlType | None] = SqlType.TEXT
    """How queries see it; ``None`` for what they do not see."""
    sql_as_is: ClassVar[bool] = False
    """Whether the database has the very value for it."""
    indexed: ClassVar[bool] = False
    """Whether equal values can be looked up, if objects hold them."""
    json_types: ClassVar[tuple[str, ...]] = ()
    """The types of the JSON values that can be written to it over REST; all, if none is named."""

    @property
    def is_html(self) -> bool:
        """Whether its values are markup."""
        return False

    @property
    def type_name(self) -> str:
        """iTop's name of the kind, such as ``AttributeString``: the Python class has the same name."""
        return type(self).__name__

    def accept(self, raw: Any) -> Any:
        """The value that a JSON value written over REST stands for.

        Raises:
            ValueRefusedError: iTop refuses it.
            PhpFatalError: a real iTop breaks on it.
        """
        return raw

    def is_null(self, value: Any) -> bool:
        """Whether the value counts as none."""
        return value is None

    def issue(self, value: Any, size_of: Callable[[str], int] = len) -> Reason | None:
        """What is wrong with a value that is to be saved; ``None`` if nothing is.

        ``size_of`` is how long a text counts.
        """
        if self.is_null(value):
            return None if self.null_allowed else reasons.NULL_NOT_ALLOWED
        return self.format_issue(value, size_of)

    def format_issue(self, value: Any, size_of: Callable[[str], int] = len) -> Reason | None:  # noqa: ARG002 - kinds that check something override it
        """What is wrong with a value that is not null."""
        return None

    def database_refusal(self, value: Any) -> DatabaseRefusal | None:  # noqa: ARG002 - kinds with such values override it
        """Why the database refuses a value that iTop has nothing against."""
        return None

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:  # noqa: ARG002 - kinds with a type of column override it
        """Why a column of a source's table (data synchronisation) refuses a text that is not empty."""
        return None

    def in_sql(self, value: Any) -> Any:
        """What the database has for a value."""
        return value if value is None or self.sql_as_is else str(value)

    def keep(self, value: Any) -> Any:
        """The value as the database keeps it, which can differ from what the object held while it was saved."""
        return value

    def export(self, value: Any) -> Any:
        """The value as JSON shows it."""
        return "" if value is None else value

    def plain(self, value: Any) -> str:
        """The value as a text, as a placeholder's plain form gives it."""
        return to_str(value if value is None or isinstance(value, bool) else self.export(value))

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:
        """What the row of history holds beside who, when and where."""
        return {"oldvalue": self._told(before), "newvalue": self._told(after)}

    def _told(self, value: Any) -> str:
        shown = self.export(value)
        return "" if shown is None else str(shown)[:255]


@dataclass(frozen=True, kw_only=True)
class ComputedAttribute(Attribute):
    """An attribute that is worked out from others: nobody writes it and no object holds it."""

    writable: bool = False
    stored = False


class AttributePropertySet(Attribute):
    """Names and values: a ``dict``, or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A JSON object; anything else counts as none."""
        return raw if isinstance(raw, dict) else None


class AttributeTable(Attribute):
    """Rows of cells: a ``list``, or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A JSON array; anything else counts as none."""
        return raw if isinstance(raw, list) else None


class AttributeDashboard(ComputedAttribute):
    """A dashboard on an object's page: nothing to read, nothing to write."""

    sql_type = None

    def export(self, value: Any) -> Any:  # noqa: ARG002 - there is nothing to show
        """An empty text (recordings ``get``, "organization star")."""
        return ""
