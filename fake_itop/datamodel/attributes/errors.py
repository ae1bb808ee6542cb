"""What can be wrong with a value that somebody writes."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.values import messages
from fake_itop.values.messages import Code


class ValueRefusedError(Exception):
    """A value that iTop refuses before it looks at the object; the text is iTop's."""

    @property
    def message(self) -> str:
        """The text on the wire."""
        return str(self.args[0])


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
