"""Dates and times: a ``str`` in SQL form, or ``None``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.datamodel.attributes.base import (
    Attribute,
    ComputedAttribute,
    DatabaseRefusal,
    SqlType,
    ValueRefusedError,
)
from fake_itop.values import reasons
from fake_itop.values.dates import accept_date, accept_datetime, exists_on_calendar

SAMPLE_MOMENT = "2026-01-31 12:00:00"


class AttributeDateTime(Attribute):
    """``YYYY-MM-DD HH:MM:SS`` or ``None``."""

    sample = SAMPLE_MOMENT
    sql_type = SqlType.DATETIME
    sql_as_is = True

    def accept(self, raw: Any) -> Any:
        """A text in SQL form or a Unix time."""
        try:
            return accept_datetime(raw)
        except ValueError:
            raise ValueRefusedError(reasons.WrongDate(self.code, "Y-m-d H:i:s", raw)) from None

    def database_refusal(self, value: Any) -> DatabaseRefusal | None:
        """A day or an hour that no calendar has (recordings ``create``, "datetime start_date …")."""
        is_good = value is None or exists_on_calendar(value)
        return None if is_good else DatabaseRefusal.invalid_date(value, self.code)

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """A day or an hour that no calendar has."""
        return None if exists_on_calendar(text) else DatabaseRefusal.invalid_date(text, column)


class AttributeDate(AttributeDateTime):
    """``YYYY-MM-DD`` or ``None``."""

    sample = SAMPLE_MOMENT[:10]
    sql_type = SqlType.DATE

    def accept(self, raw: Any) -> Any:
        """A text in SQL form or a Unix time."""
        try:
            return accept_date(raw)
        except ValueError:
            raise ValueRefusedError(reasons.WrongDate(self.code, "Y-m-d", raw)) from None


@dataclass(frozen=True, slots=True)
class Threshold:
    """How a stop-watch stands against a percentage of its goal: when it is due, whether it passed, seconds over."""

    deadline: str | None = None
    passed: bool = False
    triggered: bool = False
    overrun: int | None = None


@dataclass(frozen=True, slots=True)
class StopWatchValue:
    """A stop-watch's reading: seconds spent, when it first, last started and stopped (SQL dates), its thresholds."""

    time_spent: int = 0
    started: str | None = None
    last_start: str | None = None
    stopped: str | None = None
    thresholds: Mapping[int, Threshold] = field(default_factory=dict)


FRESH_STOP_WATCH = StopWatchValue()


@dataclass(frozen=True, kw_only=True)
class AttributeStopWatch(Attribute):
    """Runs while the object is in one of ``states``: a `StopWatchValue`. ``thresholds`` are percentages of its goal."""

    default: StopWatchValue = FRESH_STOP_WATCH
    writable: bool = False
    states: tuple[str, ...] = ()
    goal: str | None = None
    thresholds: tuple[int, ...] = ()

    change = None

    def is_null(self, value: Any) -> bool:  # noqa: ARG002 - every object has its watches
        """Never: a watch that did not run stands at 0."""
        return False

    def export(self, value: Any) -> Any:
        """The seconds as a text."""
        return str(value.time_spent)


@dataclass(frozen=True, kw_only=True)
class AttributeSubItem(ComputedAttribute):
    """A figure of the stop-watch ``target``; ``item`` such as ``100_deadline``, ``100_passed`` or ``100_overrun``."""

    target: str = ""
    item: str = ""

    def export(self, value: Any) -> Any:
        """A deadline as a date, whether it passed as ``yes`` or ``no``, seconds over as a text or null."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value is None:
            return "" if self.item.endswith("deadline") else None
        return str(value)
