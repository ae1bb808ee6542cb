"""HTML as iTop stores it: only harmless elements, attributes and styles, written by PHP's DOM.

Source: recordings ``html`` (all) and ``caselog``.
"""

import re

from fake_itop.values.html.parser import BLANKS, parse
from fake_itop.values.html.serializer import escape, serialize, serialize_document
from fake_itop.values.html.tree import Document, Element, Markup, Node
from fake_itop.values.html.whitelist import ATTRIBUTES, allowed_style, is_allowed_address

ENCODING_HINT = '<?xml encoding="UTF-8"?>'
"""iTop puts this before the text so that PHP reads it as UTF-8. It shows up in what is stored without a body."""

_NEEDS_PARSER = re.compile("[<&\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def sanitize(html: str) -> str:
    """The HTML text iTop keeps of this one.

    Plain text becomes a paragraph. A text without any content for a body (an empty one, blanks, a lone ``</p>``, a
    script) becomes an empty document with its type declaration, odd as that is; a body that loses all is "".
    """
    if not _NEEDS_PARSER.search(html) and (text := html.lstrip(BLANKS)):
        return f"<p>{escape(text)}</p>"
    return _sanitize_markup(html)


def _sanitize_markup(html: str) -> str:
    document = parse(ENCODING_HINT + html)
    _clean(document)
    body = document.find("body")
    return serialize_document(document) if body is None else serialize(body.children)


def _clean(parent: Document | Element) -> None:
    parent.children = [node for node in parent.children if _is_allowed(node)]
    for node in parent.children:
        if isinstance(node, Element):
            _clean_attributes(node)
            _clean(node)


def _is_allowed(node: Node) -> bool:
    if isinstance(node, Element):
        return node.name in ATTRIBUTES
    return not (isinstance(node, Markup) and node.is_comment)


def _clean_attributes(element: Element) -> None:
    allowed = ATTRIBUTES[element.name]
    element.attributes = {
        name: value
        for name, value in element.attributes.items()
        if name in allowed and is_allowed_address(name, value or "")
    }
    if "style" in element.attributes:
        style = allowed_style(element.attributes.pop("style") or "")
        element.attributes |= {"style": style} if style else {}
