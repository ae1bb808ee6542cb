"""The tree a parsed HTML text makes: elements, texts, and the markup that is carried along unread."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Node: TypeAlias = "Element | Markup | str"


@dataclass(slots=True)
class Element:
    """An element with its attributes (None: the attribute has no value) and child nodes."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Markup:
    """A comment or a processing instruction, written out as it stands."""

    source: str

    @property
    def is_comment(self) -> bool:
        """Whether this is a comment rather than a processing instruction."""
        return self.source.startswith("<!--")


@dataclass(slots=True)
class Document:
    """A whole document: its document type declaration, and the nodes outside of any element, the root among them."""

    doctype: str | None = None
    children: list[Node] = field(default_factory=list)

    def find(self, name: str) -> Element | None:
        """The first element of that name, in document order."""
        return next((element for element in _walk(self.children) if element.name == name), None)


def _walk(nodes: list[Node]) -> Iterator[Element]:
    pending = [node for node in reversed(nodes) if isinstance(node, Element)]
    while pending:
        element = pending.pop()
        yield element
        pending.extend(node for node in reversed(element.children) if isinstance(node, Element))


VOID = frozenset(
    {"area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link", "meta", "param"}
)
"""Elements without content or end tag."""

WITHOUT_END_TAG_IF_EMPTY = frozenset({"li"})
"""An element of these that has no content is written without its end tag."""

HEAD_CONTENT = frozenset({"script", "style", "meta", "link", "title", "base"})
"""Elements that open a ``head`` where they come first."""

RAW_TEXT = frozenset({"script", "style"})
"""Elements whose content is not markup."""

NO_BODY = frozenset({"noframes", "frame", "frameset"})
"""Elements that do not imply a ``body``."""

END_PRIORITY = {
    "div": 150, "td": 160, "th": 160, "tr": 170, "thead": 180, "tbody": 180, "tfoot": 180, "table": 190,
    "head": 200, "body": 200, "html": 220,
}  # fmt: skip
"""An end tag cannot close an element whose priority is higher than its own; every other element has the usual one."""

USUAL_PRIORITY = 100

_STRUCTURED = "dd dl dt fieldset form li table ul"
_HEADING = "fieldset form li p table"
_CELL = "tbody td tfoot th tr"
_ENDED_BY = {
    "a": "a fieldset table td th",
    "address": "dd dl dt form li ul",
    "b": "center p td th",
    "big": "p",
    "caption": "col colgroup tbody tfoot thead tr",
    "colgroup": "colgroup tbody tfoot thead tr",
    "dd": "dt",
    "dir": "dd dl dt form ul",
    "dl": "form li",
    "dt": "dd dl",
    "font": "center td th",
    "form": "form",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    "head": (
        "a abbr acronym address b bdo big blockquote body br center cite code dd dfn dir div dl dt em fieldset font"
        " form frameset h1 h2 h3 h4 h5 h6 hr i iframe img kbd li listing map menu ol p pre q s samp small span strike"
        " strong sub sup table tt u ul var xmp"
    ),
    "i": "center p td th",
    "legend": "fieldset",
    "li": "li",
    "listing": _STRUCTURED,
    "menu": "dd dl dt form ul",
    "ol": "form ul",
    "option": "optgroup option",
    "p": (
        "address blockquote body caption center col colgroup dd dir div dl dt fieldset form frameset h1 h2 h3 h4 h5 h6"
        " head hr li listing menu multicol ol p pre table tbody td tfoot th title tr ul xmp"
    ),
    "pre": _STRUCTURED,
    "s": "p",
    "script": "noscript",
    "small": "p",
    "span": "td th",
    "strike": "p",
    "style": "body frameset",
    "tbody": "tbody tfoot",
    "td": _CELL,
    "tfoot": "tbody",
    "th": _CELL,
    "thead": "tbody tfoot",
    "title": "body frameset",
    "tr": "tbody tfoot tr",
    "tt": "p",
    "u": "p td th",
    "ul": "address form menu ol pre",
    "xmp": _STRUCTURED,
}
ENDED_BY = {name: frozenset(starts.split()) for name, starts in _ENDED_BY.items()}
"""Element name -> the start tags that end it where it is the innermost open element."""


def priority(name: str) -> int:
    """The rank of an element's end tag."""
    return END_PRIORITY.get(name, USUAL_PRIORITY)
