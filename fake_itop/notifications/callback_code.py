"""What a response callback does to the object that set off the webhook: its PHP is read, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SET = re.compile(r"->\s*Set\s*\(\s*(['\"])(?P<code>\w+)\1\s*,\s*(?P<value>(?:[^();]|\([^()]*\))*)\)")
_ASSIGNED = re.compile(r"(?P<name>\$\w+)\s*=(?!=)\s*(?P<value>[^;]*);")
_FROM_ID = re.compile(r"\[\s*['\"‘’“”]?(?:key|id)['\"‘’“”]?\s*\]|->\s*(?:key|id)\b|\bkey\s*\(|array_key_first")
_READ_FIELD = re.compile(r"\[\s*['\"]fields['\"]\s*\]\s*\[\s*['\"](?P<code>\w+)['\"]\s*\]")


@dataclass(frozen=True)
class CallbackCode:
    """The PHP of a callback's method."""

    text: str

    @property
    def sets(self) -> frozenset[str]:
        """The attributes that it sets."""
        return frozenset(code for code, _ in self._settings())

    @property
    def keeps_id_in(self) -> tuple[str, ...]:
        """The attributes that get the id out of the answer, in the order in which it sets them."""
        return tuple(dict.fromkeys(code for code, value in self._settings() if self._is_id(value, set())))

    @property
    def reads(self) -> frozenset[str]:
        """The attributes that it reads from the object in the answer."""
        return frozenset(found["code"] for found in _READ_FIELD.finditer(self.text))

    def _settings(self) -> Iterator[tuple[str, str]]:
        return ((found["code"], found["value"]) for found in _SET.finditer(self.text))

    def _is_id(self, value: str, seen: set[str]) -> bool:
        if _FROM_ID.search(value):
            return True
        names = {name for name in re.findall(r"\$\w+", value) if name not in seen}
        seen |= names
        assigned = (found["value"] for found in _ASSIGNED.finditer(self.text) if found["name"] in names)
        return any(self._is_id(each, seen) for each in assigned)
