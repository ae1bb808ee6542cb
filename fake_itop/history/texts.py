"""How checkers compare texts: without regard to white space, and by whole words."""

from __future__ import annotations

from html.parser import HTMLParser


def plain(text: str) -> str:
    """A text with single blanks: white space is no part of what somebody said."""
    return " ".join(text.split())


def carries(text: str, part: str) -> bool:
    """Whether a text holds another as a whole, not as a piece of a longer word; both are `plain`.

    An empty text is held by none.
    """
    at = text.find(part) if part else -1
    while at >= 0:
        end = at + len(part)
        if not (_glued(text, at - 1, at) or _glued(text, end - 1, end)):
            return True
        at = text.find(part, at + 1)
    return False


def _glued(text: str, left: int, right: int) -> bool:
    """Whether two neighbours belong to one word."""
    return left >= 0 and right < len(text) and text[left].isalnum() and text[right].isalnum()


def of_html(html: str) -> str:
    """What somebody reads where HTML is shown, `plain`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return plain(" ".join(reader.parts))


class _Reader(HTMLParser):
    """Keeps the text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
