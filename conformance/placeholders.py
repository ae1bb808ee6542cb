"""The placeholders of the recordings: what a request is filled with, and what a reply may hold in their place.

Source: "Placeholders in texts" in the recordings' README.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

WINDOW = timedelta(days=2, minutes=1)
"""How far from the replayed server's clock a `<now>` or `<today>` may be: two days, and as far as that clock is off."""

KINDS = {
    "now": r"\d{4}-\d\d-\d\d(?: |\+|%20)\d\d(?::|%3A)\d\d(?::|%3A)\d\d",
    "today": r"\d{4}-\d\d-\d\d",
    "seconds": r"\d+",
    "id": r"[\w.]+",
    "n": r"\d+",
    "sql": r".*",
    "mysql": r".*",
}
DATED = ("now", "today")

_PLACEHOLDER = re.compile(r"\{\{([a-z]+\.[a-z]+)\}\}|<(" + "|".join(KINDS) + ")>")


def utc_now() -> datetime:
    """The clock of a replayed server: times on the wire are UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Names:
    """What this run's placeholders stand for.

    Attributes:
        texts: for each name, such as `ours.url`, the texts that it may be; requests are filled with the first.
        now: the replayed server's clock.
    """

    texts: Mapping[str, Sequence[str]]
    now: Callable[[], datetime] = utc_now

    def fill(self, value: Any) -> Any:
        """`value` with every `{{name}}` in its texts replaced, in keys and values, at any depth."""
        if isinstance(value, str):
            return self._fill_text(value)
        if isinstance(value, Mapping):
            return {self._fill_text(key): self.fill(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.fill(inner) for inner in value]
        return value

    def match(self, expected: str, got: str) -> bool:
        """Whether `got` is what the recorded text `expected` says, placeholders being the only leniency."""
        if expected == got:
            return True
        if not _PLACEHOLDER.search(expected):
            return False
        found = self._pattern(expected).fullmatch(got)
        return found is not None and all(self._is_near(text) for text in found.groups())

    def _fill_text(self, text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: self.texts.get(found[1], [found[0]])[0], text)

    def _pattern(self, expected: str) -> re.Pattern[str]:
        parts = []
        end = 0
        for found in _PLACEHOLDER.finditer(expected):
            parts += [re.escape(expected[end : found.start()]), self._alternatives(found)]
            end = found.end()
        return _compiled("".join(parts) + re.escape(expected[end:]))

    def _alternatives(self, found: re.Match[str]) -> str:
        name, kind = found.groups()
        if name:
            return _any_of(self.texts.get(name, [found[0]]))
        return f"({KINDS[kind]})" if kind in DATED else KINDS[kind]

    def _is_near(self, text: str) -> bool:
        try:
            moment = datetime.fromisoformat(unquote_plus(text))
        except ValueError:
            return False
        return abs(moment - self.now()) <= WINDOW


def _any_of(texts: Sequence[str]) -> str:
    """A pattern of the texts, each as it is and as PHP writes it within JSON, with its slashes escaped."""
    spellings = [spelling for text in texts for spelling in (text, text.replace("/", "\\/"))]
    return "(?:" + "|".join(map(re.escape, spellings)) + ")"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
