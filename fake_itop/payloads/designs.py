"""Design snippets: XML as documentation shows it, with or without what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from fake_itop import datamodel
from fake_itop.datamodel import Datamodel, Design, DesignError
from fake_itop.datamodel.attributes import KINDS
from fake_itop.oql import OqlError
from fake_itop.oql import parse as parse_oql
from fake_itop.payloads.places import Notes
from fake_itop.payloads.saying import instead, query_fix

NAME = "snippet"
_START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.2">'
_AROUND = {
    "field": ("<classes>", '<class id="{this}" _delta="must_exist">', "<fields>"),
    "fields": ("<classes>", '<class id="{this}" _delta="must_exist">'),
    "lifecycle": ("<classes>", '<class id="{this}" _delta="must_exist">'),
    "methods": ("<classes>", '<class id="{this}" _delta="must_exist">'),
    "method": ("<classes>", '<class id="{this}" _delta="must_exist">', "<methods>"),
    "class": ("<classes>",),
    "classes": (),
}
_FIRST = re.compile(r"<(?![!?/])([\w]+)")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PLACE = re.compile(rf"(?:^|[^\w]){NAME}:(\d+):\s*")


def judge_design(text: str, notes: Notes, designs: Sequence[Path | str], model: Datamodel, this: str) -> None:
    """Make all findings about a design or a part of one, on top of other designs."""
    whole, start = _whole(text, this)
    try:
        root = etree.fromstring(whole.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        line, column = error.position
        at = notes.lines.start_of(line) + column - 1 - (len(start) if line == 1 else 0)
        notes.add("FI501", f"not well-formed XML: {error.msg}", "close or escape it", spot=(at, at + 1))
        return
    wrong_kinds = list(_kinds(root, text, notes))
    if not wrong_kinds:
        model = _load(whole, notes, designs, model)
    for element in root.iter("filter"):
        _filter(element, text, notes, model)


def _whole(text: str, this: str) -> tuple[str, str]:
    """The text with what belongs around it on its first line; and that beginning."""
    text = re.sub(r"<\?xml[^>]*\?>", lambda found: " " * len(found[0]), text)
    first = _FIRST.search(text)
    name = first[1] if first is not None else ""
    if name == "itop_design":
        return text, ""
    around = [part.format(this=this) for part in _AROUND.get(name, ())]
    start = _START + "".join(around)
    names = [_FIRST.match(part) for part in reversed(around)]
    end = "".join(f"</{found[1]}>" for found in names if found is not None) + "</itop_design>"
    # A snippet may stand in the datamodel already: it is judged as if it came first.
    return start + text.replace('_delta="define"', '_delta="force"') + end, start


def _kinds(root: etree._Element, text: str, notes: Notes) -> Iterator[str]:
    for field in root.iter("field"):
        kind = field.get(_TYPE)
        if kind is not None and kind not in KINDS:
            at = text.find(kind)
            notes.add("FI504", f"there is no kind of attribute {kind}", instead(kind, KINDS), spot=(at, at + len(kind)))
            yield kind


def _load(whole: str, notes: Notes, designs: Sequence[Path | str], model: Datamodel) -> Datamodel:
    try:
        return datamodel.load([*designs, Design(NAME, whole.encode())])
    except DesignError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place is not None else 1
        said = _PLACE.sub("", str(error))
        notes.add("FI502", said, "write what the datamodel has", spot=notes.lines.spot_of_line(line))
        return model


def _filter(element: etree._Element, text: str, notes: Notes, model: Datamodel) -> None:
    query = (element.text or "").strip()
    if not query:
        return
    try:
        parse_oql(query, model)
    except OqlError as error:
        line_start = notes.lines.start_of(_line(element))
        at = max(text.find(query, line_start), 0)
        start = at + (error.position or 0)
        notes.add("FI503", error.message, query_fix(error), spot=(start, start + error.length))


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return line if isinstance(line, int) else 1
