"""The rules of templates that versions differ in: what placeholders' forms give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fake_itop.values.html.sanitizer import text_to_html
from fake_itop.values.html.text import ToText

Escape = Callable[[str], str]
"""A text as HTML."""

TextForm = Callable[[str, ToText], str]
"""What ``text(…)`` gives of HTML, by the version's way to make plain text of it."""


def readable(html: str, to_text: ToText) -> str:
    """As a person reads it."""
    return to_text(html)


def with_entities(html: str, to_text: ToText) -> str:
    """With the references that stand for characters as they are (recordings 3.0 ``placeholder``, "this group 1")."""
    return to_text(html.replace("&", "&amp;"))


@dataclass(frozen=True)
class TemplateRules:
    """One variant of each rule; by default those of the newest version."""

    escape: Escape = text_to_html
    text_form: TextForm = readable
    has_summaries: bool = True
    """Whether links to objects show a summary under the pointer, for the classes that have one."""


NEWEST = TemplateRules()
