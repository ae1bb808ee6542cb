"""HTML as plain text: what a case-log entry's ``message`` shows and what ``$this->text(…)$`` gives.

Paragraphs and headings stand apart by an empty line, list items begin with a dash, links read ``[text](address)``,
quotations are marked with ``>``. Source: recordings ``html`` (``message`` against ``message_html``), ``caselog``,
``placeholder``.
"""

import re
from collections.abc import Callable

from fake_itop.values.budget import spend
from fake_itop.values.html.parser import BLANKS, parse
from fake_itop.values.html.tree import Document, Element, Markup, Node

RULER = "-" * 63

ToText = Callable[[str], str]
"""A way to make plain text of HTML: versions have different ones."""

INVISIBLE = frozenset({"style", "head", "title", "meta", "script"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BEFORE = {
    **dict.fromkeys(HEADINGS | {"ol", "ul", "pre", "p"}, "\n\n"),
    "td": "\t",
    "th": "\t",
    "tr": "\n",
    "li": "- ",
}
_AFTER = {**dict.fromkeys(HEADINGS | {"pre", "p"}, "\n\n"), "br": "\n", "li": "\n"}
BLANKS_IN_TEXT = re.compile(r"[\t\n\f\r ]+")
BLANKS_BEFORE_NEWLINE = re.compile(r"(?<![ \t])[ \t]*+\n")
"""Looked for from the first blank of a row only."""
_TIDYING = (
    (re.compile(r"(?<! ) *+\t *"), "\t"),
    (re.compile(r"\n[ \t]*"), "\n"),
    (BLANKS_BEFORE_NEWLINE, "\n"),
)
_EMPTY_LINES = re.compile(r"\n\n+")
_EDGES = " \t\n\r\v"
_CHARACTERS_A_STEP = 20
"""Characters that are tidied in the time that an element takes."""
_PREFORMATTED_NEWLINE = "\r"
"""Stands for a newline inside of ``pre``, whose following blanks are no indentation to be tidied away."""


def to_text(html: str) -> str:
    """The text a person would read, line by line; "" for a document without any."""
    return tidy(_children_text(parse(unified(html)), in_pre=False))


def unified(html: str) -> str:
    """HTML with one kind of line ends."""
    return html.replace("\r\n", "\n").replace("\r", "\n")


def tidy(text: str) -> str:
    """The text without blanks at the ends of lines, and with no more than one empty line after the other."""
    text = text.strip(_EDGES)
    for pattern, replacement in _TIDYING:
        text = pattern.sub(replacement, text)
    return _EMPTY_LINES.sub("\n\n", text.replace(_PREFORMATTED_NEWLINE, "\n"))


def _children_text(parent: Element | Document, *, in_pre: bool) -> str:
    """The children's texts, each knowing its visible neighbours; invisible ones at the end do not count."""
    pieces: list[str] = []
    names: list[str] = []
    trailing = 0
    for index, node in enumerate(parent.children):
        text = _text(node, names[-1] if names else None, in_pre=in_pre)
        if _name(node) == "a" and _next_name(parent.children, index) in HEADINGS:
            text += "\n"
        pieces.append(text)
        if isinstance(node, Markup) or (isinstance(node, str) and not text.strip(BLANKS)):
            trailing += 1
        else:
            trailing = 0
            names.append(_name(node))
    pieces = pieces[: len(pieces) - trailing]
    if names[-2:] == ["#text", "br"]:  # a line break after text adds nothing at the end of an element
        pieces.pop()
    return "".join(pieces)


def _name(node: Node) -> str:
    return node.name if isinstance(node, Element) else "#text"


def _next_name(siblings: list[Node], index: int) -> str | None:
    following = (siblings[place] for place in range(index + 1, len(siblings)))
    return next((_name(node) for node in following if not isinstance(node, str) or node.strip(BLANKS)), None)


def _text(node: Node, previous: str | None, *, in_pre: bool) -> str:
    spend("markup")
    if isinstance(node, Markup):
        return ""
    if isinstance(node, str):
        return _preformatted(node) if in_pre else _running(node, previous)
    if node.name == "hr":
        return ("\n" if previous else "") + RULER + "\n"
    if node.name in INVISIBLE:
        return ""
    before = "\n" if node.name == "div" and previous else _BEFORE.get(node.name, "")
    text = before + _children_text(node, in_pre=in_pre or node.name == "pre") + _AFTER.get(node.name, "")
    finish = FINISH.get(node.name)
    return finish(node, text) if finish else text


def _running(text: str, previous: str | None) -> str:
    text = BLANKS_IN_TEXT.sub(" ", readable(text))
    starts_line = previous in {"p", "div"} and text.strip(BLANKS)
    return "\n" + text if starts_line else text


def _preformatted(text: str) -> str:
    lines = "\n" + readable(text).strip(BLANKS) + "\n"
    return BLANKS_BEFORE_NEWLINE.sub(_PREFORMATTED_NEWLINE, lines)


def readable(text: str) -> str:
    """Non-breaking blanks are blanks, zero-width non-joiners nothing."""
    return text.replace("\xa0", " ").replace("\u200c", "")


def _link(element: Element, text: str) -> str:
    href, title = (element.attributes.get(name) or "" for name in ("href", "title"))
    text = _link_text(text.strip(), title)
    if href:
        return _with_address(text, href)
    return f"[{text}]" if element.attributes.get("name") else text


def _link_text(text: str, title: str) -> str:
    """The link's text, without the brackets of an image that is all of it, or the link's title."""
    if text.startswith("[") and text.endswith("]"):
        return title or text[1:-1]
    return text or title


def _with_address(text: str, href: str) -> str:
    if href in {text, f"mailto:{text}", f"http://{text}", f"https://{text}"}:
        return text
    return f"[{text}]({href})" if text else href


def _image(element: Element, _text: str) -> str:
    label = element.attributes.get("title") or element.attributes.get("alt")
    return f"[{label}]" if label else ""


def _quotation(_element: Element, text: str) -> str:
    spend("markup", len(text) // _CHARACTERS_A_STEP)  # it is gone over again for each quotation around it
    quoted = re.sub(r"\n", "\n> ", "\n" + tidy(text)).replace("\n> >", "\n>>")
    return f"\n{quoted}\n\n"


FINISH: dict[str, Callable[[Element, str], str]] = {
    "a": _link,
    "img": _image,
    "blockquote": _quotation,
}
