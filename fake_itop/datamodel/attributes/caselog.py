"""Case logs: entries that are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.values.html import log_entry_text, text_to_html
from fake_itop.values.html.text import ToText


@lru_cache(maxsize=4096)
def as_text(html: str, to_text: ToText) -> str:
    """The text of an entry: entries are never changed and read again and again."""
    return to_text(html)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry: when (``YYYY-MM-DD HH:MM:SS``), by whom (the name shown, and the user's id, 0 for none), and what.

    ``text`` is the message as it is kept: HTML where ``format`` is ``html``, which ``to_text`` then makes plain.
    """

    date: str
    user_login: str
    user_id: int
    text: str
    format: str = "html"
    to_text: ToText = log_entry_text

    @property
    def plain(self) -> str:
        """The message as text."""
        return as_text(self.text, self.to_text) if self.format == "html" else self.text

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

    def is_null(self, value: Any) -> bool:
        """A log without entries is none."""
        return not value

    def export(self, value: Any) -> Any:
        """All entries, oldest first."""
        return {"entries": [entry.export() for entry in value]}
