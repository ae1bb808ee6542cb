"""Case logs: entries that are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.datamodel.attributes.dates import SAMPLE_MOMENT
from fake_itop.datamodel.attributes.strings import LONG_TEXT
from fake_itop.values.html import log_entry_text, text_to_html

as_text = lru_cache(maxsize=4096)(log_entry_text)
"""Entries are never changed and read again and again."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry: when (``YYYY-MM-DD HH:MM:SS``), by whom (the name shown, and the user's id, 0 for none), and what.

    ``text`` is the message as it is kept: HTML where ``format`` is ``html``. ``read`` is how that reads as plain text
    on the version where it was written; without, it is made by the newest version's rules when somebody asks.
    """

    date: str
    user_login: str
    user_id: int
    text: str
    format: str = "html"
    read: str | None = None

    @property
    def plain(self) -> str:
        """The message as text."""
        if self.format != "html":
            return self.text
        return as_text(self.text) if self.read is None else self.read

    @property
    def html(self) -> str | None:
        """The message as HTML; ``None`` for a format that iTop does not know (recordings ``caselog``)."""
        if self.format == "html":
            return self.text
        return text_to_html(self.text) if self.format == "text" else None

    def export(self) -> dict[str, Any]:
        """The entry as JSON shows it."""
        return {
            "date": self.date,
            "user_login": self.user_login,
            "user_id": str(self.user_id),
            "message": self.plain,
            "message_html": self.html,
        }


@dataclass(frozen=True, kw_only=True)
class AttributeCaseLog(Attribute):
    """A case log: a ``tuple`` of `LogEntry`, oldest first."""

    default: tuple[LogEntry, ...] = ()

    usual_size = LONG_TEXT
    change = "CaseLog"
    sample = (LogEntry(SAMPLE_MOMENT, "Sample Person", 1, "<p>Sample entry</p>"),)
    json_types = ("string", "object")

    def is_null(self, value: Any) -> bool:
        """A log without entries is none."""
        return not value

    def export(self, value: Any) -> Any:
        """All entries, oldest first."""
        return {"entries": [entry.export() for entry in value]}

    def plain(self, value: Any) -> str:
        """All entries, oldest first, each below a line that says when and by whom."""
        return "".join(
            f"\n========== {entry.date} : {entry.user_login} ({entry.user_id}) ============\n\n{entry.plain}"
            for entry in value or ()
        )

    def in_sql(self, value: Any) -> Any:
        """The newest entry first, each below a line that says when and by whom."""
        return "".join(
            f"\n========== {entry.date} : {entry.user_login} ({entry.user_id}) ============\n\n{entry.text}"
            for entry in reversed(value)
        )

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:  # noqa: ARG002 - a log only grows
        """Which entry is the newest now."""
        return {"lastentry": max(len(after) - 1, 0)}
