"""HTML as plain text, as iTop makes it before 3.2: quotations unmarked, preformatted text as any other, fewer lines.

Source: recordings 3.1 ``caselog`` and ``placeholder`` (``message`` against ``message_html``, beside the same cases of
3.2), and for elements that none of them has the rules of the converter that both versions use, a public PHP library
whose newer release is told in `fake_itop.values.html.text`.
"""

from __future__ import annotations

from fake_itop.values.html.parser import parse
from fake_itop.values.html.text import BLANKS_IN_TEXT, FINISH, HEADINGS, INVISIBLE, RULER, readable, tidy, unified
from fake_itop.values.html.tree import Document, Element, Markup, Node

_BEFORE = {
    **dict.fromkeys(HEADINGS | {"ol", "ul", "tr", "p", "div"}, "\n"),
    "td": "\t",
    "th": "\t",
    "li": "- ",
}
_AFTER = {**dict.fromkeys(HEADINGS | {"li"}, "\n")}
_FINISHED = ("a", "img")


def to_text_before_3_2(html: str) -> str:
    """The text a person would read, line by line; "" for a document without any."""
    return tidy(_children_text(parse(unified(html))))


def _children_text(parent: Element | Document) -> str:
    return "".join(_text(node, _next_element(parent.children, index)) for index, node in enumerate(parent.children))


def _next_element(siblings: list[Node], index: int) -> str | None:
    """The name of the next element beside this node, texts between them left out."""
    return next((node.name for node in siblings[index + 1 :] if isinstance(node, Element)), None)


def _text(node: Node, following: str | None) -> str:
    if isinstance(node, Markup):
        return ""
    if isinstance(node, str):
        return BLANKS_IN_TEXT.sub(" ", readable(node))
    if node.name == "hr":
        return RULER + "\n"
    if node.name in INVISIBLE:
        return ""
    text = _BEFORE.get(node.name, "") + _children_text(node)
    if node.name in _FINISHED:
        text = FINISH[node.name](node, text)
    return text + _after(node.name, following)


def _after(name: str, following: str | None) -> str:
    """What ends an element: before a ``div``, which begins a line itself, paragraphs and line breaks add none."""
    if name in {"p", "br"}:
        return "" if following == "div" else "\n"
    if name == "div":
        return "\n" if following not in {None, "div"} else ""
    if name == "a":
        return "\n" if following in HEADINGS else ""
    return _AFTER.get(name, "")
