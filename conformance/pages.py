"""A page as the recordings keep it: its visible text, line by line (their README, "lines")."""

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"head", "script", "style"})
BREAKING = re.compile(
    "address|article|aside|blockquote|body|br|d[dlt]|div|fieldset|footer|form|h[1-6]|header|hr|li|main|nav|[ou]l|p|pre|"
    "section|table|tbody|t[dhr]|tfoot|thead"
)
"""Elements that begin and end a line."""


def visible_lines(page: str) -> list[str]:
    """The lines of text that a page shows; blank ones and outer blanks dropped."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [line for line in map(str.strip, "".join(reader.parts).split("\n")) if line]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._unseen += tag in UNSEEN
        self._break_at(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def _break_at(self, tag: str) -> None:
        if BREAKING.fullmatch(tag):
            self.parts.append("\n")
