"""From a value that is written to what is stored of it: HTML attributes, and the two sides of a case-log entry."""

from html import escape

from fake_itop.values.html.sanitizer import sanitize
from fake_itop.values.html.text import to_text


def store_html(value: str) -> str:
    """What an HTML attribute holds after ``value`` was written to it.

    "" is no value, for which a mandatory attribute answers "Null not allowed": that is also what remains of a body
    without any allowed content (recordings ``html``, "description 10 …", "description 20 …").
    """
    return sanitize(value) if value else ""


def log_entry_html(message: str) -> str:
    """The ``message_html`` of an entry whose message came as HTML, an empty message included (``caselog``)."""
    return sanitize(message)


def log_entry_text(html: str) -> str:
    """The ``message`` of an entry, as people read it in a text mail, from its ``message_html``."""
    return to_text(html)


def text_to_html(text: str) -> str:
    """The ``message_html`` of an entry whose message came as plain text (``caselog``, "add_item text format")."""
    return escape(text).replace("&#x27;", "&#039;").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br/>")
