"""Relations: which objects an object is related to, by class."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fake_itop.datamodel.fields import one_of
from fake_itop.datamodel.model import Neighbour
from fake_itop.datamodel.tree import Element, child, children, fault, identity, text

DIRECTIONS = ("down", "up", "both")
_QUERIED_CLASS = re.compile(r"\s*SELECT\s+(\w+)", re.IGNORECASE)


def read_relations(
    classes: Mapping[str, Element], constants: Mapping[str, str]
) -> dict[str, dict[str, tuple[Neighbour, ...]]]:
    """Relation to class to neighbours, as each class declares them.

    Raises:
        DesignError: a neighbour has no direction, or neither a query nor an attribute.
    """
    relations: dict[str, dict[str, tuple[Neighbour, ...]]] = {}
    for name, cls in classes.items():
        for relation in children(cls, "relations/relation"):
            found = tuple(_neighbour(element, constants) for element in children(relation, "neighbours/neighbour"))
            relations.setdefault(identity(relation), {})[name] = found
    return relations


def _neighbour(neighbour: Element, constants: Mapping[str, str]) -> Neighbour:
    down, up = (_query(neighbour, path, constants) for path in ("query_down", "query_up"))
    attribute, direction = text(neighbour, "attribute") or None, one_of(neighbour, "direction", DIRECTIONS)
    if direction is None:
        raise fault(neighbour, f"has no direction, expected one of {', '.join(DIRECTIONS)}")
    if not (down or up or attribute):
        raise fault(neighbour, "leads nowhere, expected query_down, query_up or attribute")
    queried = _QUERIED_CLASS.match(down or up or "")
    return Neighbour(identity(neighbour), direction, down, up, attribute, queried[1] if queried else None)


def _query(neighbour: Element, path: str, constants: Mapping[str, str]) -> str | None:
    """The query as it stands, white space in its midst included: it is shown so."""
    element = child(neighbour, path)
    found = (element.text or "") if element is not None else ""
    return constants.get(found.strip(), found) or None
