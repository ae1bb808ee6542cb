"""HTML attributes and case-log entries: what iTop makes of the HTML or the text that is written to them."""

from fake_itop.values.html.sanitizer import (
    log_entry_html,
    log_entry_text,
    sanitize,
    store_html,
    text_to_entities,
    text_to_html,
)
from fake_itop.values.html.text import to_text

__all__ = ["log_entry_html", "log_entry_text", "sanitize", "store_html", "text_to_entities", "text_to_html", "to_text"]
