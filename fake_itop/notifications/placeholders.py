"""Placeholders in the texts of an action: ``$this->title$``, ``$current_contact->email$``, ``$APP_URL$``.

An object's placeholders may be written with ``->`` or ``-&gt;``, between dollars or between ``%24``. They are replaced
one after another, each everywhere in the text: a value that holds a placeholder which comes later is expanded itself
(recordings ``placeholder``, "values are not expanded again", whose title promises too much).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fake_itop.notifications.template_values import TemplateValues
from fake_itop.store import Record

_ARROW = r"-(?:>|&gt;)"


class Placeholders:
    """The objects and the plain values that placeholders may name, in the order in which they are replaced."""

    def __init__(self, objects: Mapping[str, Record], scalars: Mapping[str, str], values: TemplateValues) -> None:
        self._patterns = {name: _pattern(name) for name in objects}
        self._objects = objects
        self._scalars = scalars
        self._values = values

    def expand(self, text: str) -> str:
        """The text with all placeholders replaced that can be; the others stay as they are."""
        if "$" not in text and "%24" not in text:
            return text
        for placeholder, value in dict.fromkeys(self._found(text)):
            text = text.replace(placeholder, value)
        return text

    def expand_json(self, value: Any) -> Any:
        """A JSON value with all texts in it expanded, keys too; numbers, booleans and null stay what they are."""
        if isinstance(value, str):
            return self.expand(value)
        if isinstance(value, list):
            return [self.expand_json(item) for item in value]
        if isinstance(value, dict):
            return {self.expand_json(key): self.expand_json(item) for key, item in value.items()}
        return value

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        for name, record in self._named(text):
            for match in self._patterns[name].finditer(text):
                form = (match["form"] or match["encoded"]).replace("-&gt;", "->")
                value = self._values.read(record, form)
                if value is not None:
                    yield match[0], value
        for name, value in self._scalars.items():
            yield f"${name}$", value
            yield f"%24{name}%24", value

    def _named(self, text: str) -> list[tuple[str, Record]]:
        """The objects whose names stand in a text: most texts name one, and a search costs less than a pattern."""
        return [(name, record) for name, record in self._objects.items() if name in text]


@cache
def _pattern(name: str) -> re.Pattern[str]:
    plain = rf"\${name}{_ARROW}(?P<form>[^$]+)\$"
    encoded = rf"%24{name}{_ARROW}(?P<encoded>[^%24]+)%24"  # so it is: a code with a 2 or a 4 does not match
    return re.compile(f"{plain}|{encoded}")
