"""Numbers and truth values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute, DatabaseRefusal, SqlType
from fake_itop.values.php_types import is_numeric, to_int, to_str

INT32 = range(-(2**31), 2**31)
"""What a column of type ``INT`` holds."""


class AttributeInteger(Attribute):
    """An integer: ``int`` or ``None``."""

    sample = 7
    sql_type = SqlType.NUMBER
    sql_as_is = True
    indexed = True

    def accept(self, raw: Any) -> Any:
        """Whatever PHP's ``(int)`` makes of it; an empty text is none (recordings ``create``, "integer …")."""
        return None if raw is None or raw == "" else to_int(raw)

    def database_refusal(self, value: Any) -> DatabaseRefusal | None:
        """A number beyond 32 bits: the database is strict, as its errors about dates show."""
        return None if value is None or value in INT32 else DatabaseRefusal.out_of_range(self.code)

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """No number, or one beyond 32 bits."""
        if not is_numeric(text):
            return DatabaseRefusal.incorrect("integer", text, column)
        return None if to_int(text) in INT32 else DatabaseRefusal.out_of_range(column)

    def export(self, value: Any) -> Any:
        """Its digits as a text."""
        return "" if value is None else str(value)


class AttributeDuration(AttributeInteger):
    """Seconds: ``int`` or ``None``."""


@dataclass(frozen=True, kw_only=True)
class AttributeDecimal(Attribute):
    """A decimal number: ``decimal.Decimal`` or ``None``; ``digits`` in all, of which ``decimals`` after the point."""

    digits: int = 10
    decimals: int = 2

    sample = "7"
    sql_type = SqlType.NUMBER

    def accept(self, raw: Any) -> Any:
        """Any text: the database makes a number of it later (recordings ``other_class``, "contract cost …")."""
        return None if raw is None or raw == "" else to_str(raw)

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """No number."""
        return None if is_numeric(text) else DatabaseRefusal.incorrect("decimal", text, column)

    def in_sql(self, value: Any) -> Any:
        """A number."""
        return None if value is None else float(value)

    def keep(self, value: Any) -> Any:
        """A decimal with the column's places; 0 where the text is no number."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(value).quantize(Decimal(1).scaleb(-self.decimals))
        except InvalidOperation:
            return Decimal(0).quantize(Decimal(1).scaleb(-self.decimals))

    def export(self, value: Any) -> Any:
        """Its digits as a text."""
        return "" if value is None else str(value)


class AttributeBoolean(Attribute):
    """``bool``, or ``None`` where nothing was ever set."""

    sample = True
    sql_type = SqlType.NUMBER

    def accept(self, raw: Any) -> Any:
        """PHP's ``(int)`` decides: the texts "true" and "yes" are false (docs/itop/rest.md)."""
        return None if raw is None or raw == "" else to_int(raw) != 0

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """No number."""
        return None if is_numeric(text) else DatabaseRefusal.incorrect("integer", text, column)

    def in_sql(self, value: Any) -> Any:
        """1 or 0."""
        return None if value is None else int(value)
