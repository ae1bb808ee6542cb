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

    def add_text(self, text: str) -> None:
        """Append a text, joining it to a text that is already last."""
        if self.children and isinstance(self.children[-1], str):
            self.children[-1] += text
        else:
            self.children.append(text)


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
