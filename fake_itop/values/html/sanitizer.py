"""HTML as iTop stores it: only harmless elements, attributes and styles, written by PHP's DOM.

Source: recordings ``html`` (all) and ``caselog``.
"""

import html
import re
from html.entities import codepoint2name

from fake_itop.values.budget import spend
from fake_itop.values.html.parser import BLANKS, parse
from fake_itop.values.html.serializer import escape, serialize, serialize_document
from fake_itop.values.html.text import to_text
from fake_itop.values.html.tree import Document, Element, Markup, Node

_USUAL = frozenset({"class", "style"})
_BLOCKS = "blockquote center div fieldset figcaption figure h1 h2 h3 h4 hr legend nav p section ul"
_INLINE = "b big cite code del em i ins kbd mark q s samp small span strong tt u var"
_TABLES = "col colgroup tbody thead tr"

ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys(f"{_BLOCKS} {_INLINE} {_TABLES}".split(), _USUAL),
    "html": frozenset(),
    "body": frozenset(),
    "br": frozenset(),
    "pre": frozenset({"class"}),
    "a": _USUAL | {"href", "name", "target", "title", "data-role", "data-object-class", "data-object-id"},
    "font": _USUAL | {"color", "size", "face"},
    "img": _USUAL | {"src", "alt", "title", "width", "height"},
    "li": _USUAL | {"value"},
    "ol": _USUAL | {"start", "type"},
    "table": _USUAL | {"border", "cellpadding", "cellspacing", "width", "align", "summary"},
    "td": _USUAL | {"colspan", "rowspan"},
    "th": _USUAL | {"colspan", "rowspan"},
}
"""Element name -> its allowed attributes. Any other element goes, and all that is in it."""

STYLE_PROPERTIES = frozenset(
    {
        "background-color",
        "border",
        "border-collapse",
        "color",
        "float",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "height",
        "margin",
        "padding",
        "text-align",
        "vertical-align",
        "white-space",
        "width",
    }
)

_HOST = r"(?:[a-z0-9+!*(),;?&=$_.-]+(?::[a-z0-9+!*(),;?&=$_.-]+)?@)?[a-z0-9.-]{3,}"
_ADDRESSES = {
    "href": re.compile(rf"(?:https?|ftp)://{_HOST}|mailto:[^@]+@.+", re.IGNORECASE),
    "src": re.compile(rf"https?://{_HOST}|data:", re.IGNORECASE),
}


def is_allowed_address(attribute: str, value: str) -> bool:
    """Whether an ``href`` or ``src`` leads somewhere harmless; other attributes are none of its business."""
    pattern = _ADDRESSES.get(attribute)
    return pattern is None or pattern.match(value) is not None


def allowed_style(style: str) -> str:
    """The allowed declarations of a ``style``, separated by bare semicolons."""
    return ";".join(declaration.strip() for declaration in style.split(";") if _is_allowed(declaration))


def _is_allowed(declaration: str) -> bool:
    return declaration.partition(":")[0].strip().lower() in STYLE_PROPERTIES


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
    parent.children = [node for node in parent.children if _is_kept(node)]
    for node in parent.children:
        spend("markup")
        if isinstance(node, Element):
            _clean_attributes(node)
            _clean(node)


def _is_kept(node: Node) -> bool:
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


def store_html(value: str) -> str:
    """What an HTML attribute holds after ``value`` was written to it.

    "" is no value, for which a mandatory attribute answers "Null not allowed": that is also what remains of a body
    without any allowed content (recordings ``html``, "description 10 …", "description 20 …").
    """
    return sanitize(value) if value else ""


def log_entry_html(message: str) -> str:
    """The ``message_html`` of an entry whose message came as HTML, an empty message included (``caselog``)."""
    return sanitize(message)


def log_entry_text(html: str) -> str:
    """The ``message`` of an entry, as people read it in a text mail, from its ``message_html``."""
    return to_text(html)


def text_to_entities(text: str) -> str:
    """The same as `text_to_html`, with each character by name that HTML 4 has a name for, as ``htmlentities`` does."""
    return "".join(f"&{_NAMES[char]};" if char in _NAMES else char for char in text_to_html(text))


_NAMES = {chr(point): name for point, name in codepoint2name.items() if point > ord("\x7f")}


def text_to_html(text: str) -> str:
    """The ``message_html`` of an entry whose message came as plain text (``caselog``, "add_item text format")."""
    return (
        html.escape(text).replace("&#x27;", "&#039;").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br/>")
    )
