"""The words that mean something to iTop: its classes, attributes, codes and labels, and what a clean install holds."""

import json
import re
from collections.abc import Iterator
from typing import Any

from conformance.corpus import CONFIG, INSTALL, SHIPPED
from fake_itop.datamodel import Datamodel

_WORD = re.compile(r"[a-z]+")


def words_of_itop(model: Datamodel) -> frozenset[str]:
    """All of them, in lower case."""
    install = json.loads((SHIPPED / INSTALL).read_text(encoding="utf-8"))
    texts = [*_said(model), *_inside(install), (SHIPPED / CONFIG).read_text(encoding="utf-8")]
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def _said(model: Datamodel) -> Iterator[str]:
    for cls in model:
        yield from (cls.name, cls.label)
        for attribute in cls.attributes.values():
            yield from (attribute.code, attribute.label)
            yield from (text for value in getattr(attribute, "values", {}).items() for text in value)


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inside(inner)
    else:
        yield str(value)
