"""Dates and times: a ``str`` in SQL form, or ``None``."""

from __future__ import annotations

from typing import Any

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.datamodel.attributes.errors import DatabaseRefusal, ValueRefusedError
from fake_itop.values import messages
from fake_itop.values.dates import accept_date, accept_datetime, exists_on_calendar
from fake_itop.values.php_types import to_str


class AttributeDateTime(Attribute):
    """``YYYY-MM-DD HH:MM:SS`` or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A text in SQL form or a Unix time."""
        try:
            return accept_datetime(raw)
        except ValueError:
            raise ValueRefusedError(messages.wrong_date(self.code, "Y-m-d H:i:s", to_str(raw))) from None

    def database_refusal(self, value: Any) -> DatabaseRefusal | None:
        """A day or an hour that no calendar has (recordings ``create``, "datetime start_date …")."""
        is_good = value is None or exists_on_calendar(value)
        return None if is_good else DatabaseRefusal.invalid_date(value, self.code)


class AttributeDate(AttributeDateTime):
    """``YYYY-MM-DD`` or ``None``."""

    def accept(self, raw: Any) -> Any:
        """A text in SQL form or a Unix time."""
        try:
            return accept_date(raw)
        except ValueError:
            raise ValueRefusedError(messages.wrong_date(self.code, "Y-m-d", to_str(raw))) from None
