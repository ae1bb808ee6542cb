"""A tree as HTML text, as PHP's ``DOMDocument::saveHTML`` writes it."""

import re
from urllib.parse import quote

from fake_itop.values.budget import spend
from fake_itop.values.html.tree import RAW_TEXT, VOID, WITHOUT_END_TAG_IF_EMPTY, Document, Element, Markup, Node

DEFAULT_DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN" "http://www.w3.org/TR/REC-html40/loose.dtd">'
)

URL_ATTRIBUTES = frozenset({"href", "src", "action"})
_KEPT_IN_URLS = "@/:=?;#%&,+!*'()~"
_ATTRIBUTE_SPECIAL = re.compile(r"<!--|&\{|[<>&]")
_KEPT_AS_IT_IS = {"<!--": "-->", "&{": "}"}
"""What begins so and ends so is not escaped in an attribute."""
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_TEXT_ENTITIES = str.maketrans(_ENTITIES)


def serialize_document(document: Document) -> str:
    """The whole document with its type declaration (HTML 4.0's where it has none) and a final newline."""
    return f"{document.doctype or DEFAULT_DOCTYPE}\n{serialize(document.children)}\n"


def serialize(nodes: list[Node]) -> str:
    """These nodes one after the other, nothing put in between."""
    pieces: list[str] = []
    for node in nodes:
        _write(node, pieces)
    return "".join(pieces)


def escape(text: str) -> str:
    """A text as it stands between tags."""
    return text.translate(_TEXT_ENTITIES)


def _write(node: Node, pieces: list[str]) -> None:
    spend("markup")
    if isinstance(node, str):
        pieces.append(escape(node))
    elif isinstance(node, Markup):
        pieces.append(node.source)
    else:
        _write_element(node, pieces)


def _write_element(element: Element, pieces: list[str]) -> None:
    attributes = "".join(_attribute(element, name, value) for name, value in element.attributes.items())
    pieces.append(f"<{element.name}{attributes}>")
    if element.name in VOID or (not element.children and element.name in WITHOUT_END_TAG_IF_EMPTY):
        return
    for child in element.children:
        if isinstance(child, str) and element.name in RAW_TEXT:
            pieces.append(child)
        else:
            _write(child, pieces)
    pieces.append(f"</{element.name}>")


def _attribute(element: Element, name: str, value: str | None) -> str:
    if value is None:
        return f" {name}"
    text = _escaped_in_attribute(value)
    if name in URL_ATTRIBUTES or (name == "name" and element.name == "a"):
        text = quote(text.lstrip(" \t\r\n"), safe=_KEPT_IN_URLS)
    return f" {name}={_quoted(text)}"


def _escaped_in_attribute(value: str) -> str:
    pieces: list[str] = []
    place, endless = 0, set()
    while found := _ATTRIBUTE_SPECIAL.search(value, place):
        spend("markup")
        start, sign = found.start(), found[0]
        pieces.append(value[place:start])
        end = -1
        if sign in _KEPT_AS_IT_IS and sign not in endless:
            end = value.find(_KEPT_AS_IT_IS[sign], found.end())
        if end < 0:  # once there is none, there is none further on
            endless.add(sign)
            pieces.append(_ENTITIES[sign[0]])
            place = start + 1
        else:
            place = end + len(_KEPT_AS_IT_IS[sign])
            pieces.append(value[start:place])
    return "".join((*pieces, value[place:]))


def _quoted(text: str) -> str:
    if '"' not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else '"' + text.replace('"', "&quot;") + '"'
