"""What iTop lets through of an HTML text: elements with their attributes, style properties, and kinds of addresses.

The tables are facts read off the recordings' family ``html``: "fact tag …" for the elements, "fact attribute …" for
the attributes, "fact style …" for the properties, "fact href …" and "fact src …" for the addresses. An element whose
attributes no recording shows has ``class`` and ``style``, as nearly all do that are shown.
"""

import re

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
