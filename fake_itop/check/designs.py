"""Design snippets: XML as documentation shows it, with or without what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from fake_itop import datamodel
from fake_itop.check.parts import text_at
from fake_itop.check.php import judge_php
from fake_itop.check.places import Lines, Notes
from fake_itop.check.recognition import Snippet, complete
from fake_itop.check.saying import LONGEST, chars_before, instead, one_line, query_fix
from fake_itop.datamodel import BUILT_IN, Datamodel, Design, DesignError, NoteKind
from fake_itop.datamodel.attributes import KINDS
from fake_itop.datamodel.model import MetaClass
from fake_itop.findings import Severity
from fake_itop.oql import OqlError
from fake_itop.oql import parse as parse_oql

TUTORIAL = "transfer"
TICKET = "UserRequest"


def named_addition(text: str) -> re.Match[str] | None:
    """The first place where a text names what only the tutorial's design has."""
    return _additions().search(text)


@cache
def _additions() -> re.Pattern[str]:
    standard, extended = (set(_names(datamodel.load(designs)[TICKET])) for designs in ((), (TUTORIAL,)))
    return re.compile(rf"\b(?:{'|'.join(sorted(extended - standard))})\b")


def _names(cls: MetaClass) -> Iterable[str]:
    yield from cls.attributes
    if cls.lifecycle is not None:
        yield from cls.lifecycle.states
        yield from cls.lifecycle.stimuli


NAME = "snippet"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_POSITION = re.compile(r", line \d+, column \d+\Z")
_CHARACTER = re.compile(r"&(?:#?\w+);|.", re.DOTALL)
"""A character as XML writes it."""


def designs_below(path: str, designs: Sequence[Path | str]) -> Sequence[Path | str]:
    """The designs on which a file lies: those before it, if it is one of them itself."""
    own = Path(path).absolute()
    files = [BUILT_IN.get(str(design), Path(design)).absolute() for design in designs]
    return designs[: files.index(own)] if own in files else designs


def judge_design(text: str, notes: Notes, designs: Sequence[Path | str], model: Datamodel, this: str) -> None:
    """Make all findings about a design or a part of one, on top of other designs."""
    if (doctype := text.find("<!DOCTYPE")) >= 0:
        notes.add("FI501", "a design has no DOCTYPE", "leave it out", spot=(doctype, doctype + len("<!DOCTYPE")))
        return
    if not text.strip():
        notes.add("FI501", "nothing stands here: a design is an element at least", "write <itop_design>", spot=(0, 0))
        return
    snippet = complete(text, this)
    try:
        root = etree.fromstring(snippet.whole.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        _note_syntax(error, snippet, notes)
        return
    model = _load(root, snippet, notes, designs) or model
    _told(model, text, notes)
    constants = {constant.get("id") for constant in root.iter("constant")}
    for element in root.iterfind(".//field/filter"):  # that of a uniqueness rule is a condition
        if (element.text or "").strip() not in constants:
            _filter(element, text, notes, model)
    for element in root.iterfind(".//method/code"):
        _code(element, text, notes)


def _note_syntax(error: etree.XMLSyntaxError, snippet: Snippet, notes: Notes) -> None:
    line, column = error.position
    at = notes.lines.start_of(line) + column - 1 - (len(snippet.before) if line == 1 else 0)
    if at >= len(snippet.text.rstrip()):
        at, said = len(snippet.text.rstrip()), "the text ends before it closes what it opened"
    else:
        said = f"not well-formed XML: {_POSITION.sub('', str(error.msg))}"
    notes.add("FI501", said, "close or escape it", spot=(at, at + 1))


_SAID = {
    NoteKind.OVERLOOKED: ("a real iTop overlooks it", "leave it out, or write what is meant"),
    NoteKind.LEFT_OUT: ("a real iTop loads the design, and is without it", "write what the datamodel has"),
    NoteKind.READ_AS: ("a real iTop reads it so too", "write it in the newest form"),
    NoteKind.NOT_JUDGED: ("a real iTop may refuse it", "try it on the datamodel of the real one"),
}
"""What a real iTop makes of a part of which something is noted, and what would be right."""


def _told(model: Datamodel, text: str, notes: Notes) -> None:
    """The findings that the notes about the snippet are."""
    for note in model.notes:
        if note.file != NAME or note.kind is NoteKind.UNUSED:
            continue
        spot = notes.lines.spot_of_line(note.line)
        if note.kind is NoteKind.IN_PHP:
            kind = note.what.partition(" ")[0]
            at = max(text.find(kind, notes.lines.start_of(note.line)), 0)
            said = f"{note.what}; a real iTop refuses it unless the PHP of an extension defines it"
            notes.add("FI504", said, instead(kind, KINDS), spot=(at, at + len(kind)))
            continue
        real, fix = _SAID[note.kind]
        severity = Severity.INFO if note.kind in (NoteKind.READ_AS, NoteKind.NOT_JUDGED) else None
        notes.add("FI506", f"{note.path}: {note.what}; {real}", fix, spot=spot, severity=severity)


def _load(root: etree._Element, snippet: Snippet, notes: Notes, designs: Sequence[Path | str]) -> Datamodel | None:
    """The datamodel with the snippet on top; where it does not fit, one without it, or with it in place of another."""
    try:
        return _on_top(designs, Design(NAME, snippet.whole.encode()), is_whole=root.find("loaded_modules") is not None)
    except DesignError as error:
        spot = notes.lines.spot_of_line((error.line if error.file == NAME else None) or 1)
        if _is_part_of(root, designs):
            notes.add("FI505", "the design has this already, word for word", "", spot=spot)
        else:
            said = error.what if error.file == NAME else str(error)
            notes.add("FI502", f"{said}; a real iTop refuses it", "write what the datamodel has", spot=spot)
    for element in root.iterfind(".//*[@_delta='define']"):
        element.set("_delta", "force")
    try:
        return datamodel.load([*designs, Design(NAME, etree.tostring(root))])
    except DesignError:
        return None


def _on_top(designs: Sequence[Path | str], design: Design, *, is_whole: bool) -> Datamodel:
    """The datamodel with a design on top of others, or, where it is a compiled one, below them."""
    if is_whole:
        return datamodel.load(designs, base=datamodel.STANDARD.on(design))
    return datamodel.load([*designs, design])


def _is_part_of(root: etree._Element, designs: Sequence[Path | str]) -> bool:
    """Whether the designs have all that the snippet defines, just so."""
    known: set[_Shape] = set()
    for design in designs:
        tree = etree.parse(BUILT_IN.get(str(design), Path(design)), etree.XMLParser(resolve_entities=False))
        known.update(_shape(element) for element in tree.iter("*") if element.get("_delta") == "define")
    defined = root.findall(".//*[@_delta='define']")
    return bool(defined) and all(_shape(element) in known for element in defined)


_Shape = tuple[Any, ...]


def _shape(element: etree._Element) -> _Shape:
    """What an element says, blanks and comments left out."""
    below = (_shape(child) for child in element.iterchildren("*"))
    return (element.tag, tuple(sorted(element.attrib.items())), (element.text or "").strip(), *below)


def _filter(element: etree._Element, text: str, notes: Notes, model: Datamodel) -> None:
    written = element.text or ""
    query = written.strip()
    if not query:
        return
    try:
        parse_oql(query, model)
    except OqlError as error:
        before = written.index(query) + chars_before(query, error.position or 0)
        start = _source(text, notes.lines.start_of(_line(element)), before)
        end = _source(text, notes.lines.start_of(_line(element)), before + error.length)
        notes.add("FI503", one_line(error.message, LONGEST), query_fix(error.reason, query), spot=(start, end))


def _code(element: etree._Element, text: str, notes: Notes) -> None:
    """The PHP of a method, where it stands in the design as it is."""
    code = element.text or ""
    part = text_at(text, code, notes.lines.start_of(_line(element)), "")
    if code.strip() and code in text:
        inside = Notes(Lines(code))
        judge_php(code, inside)
        notes.made.extend(part.found(inside.sorted(), notes.lines))


def _source(text: str, line_start: int, position: int) -> int:
    """Where a character of a filter stands in the source, in which signs may be escaped."""
    opening = re.compile(r"<filter\b[^>]*>(?:\s*<!\[CDATA\[)?").search(text, line_start)
    at = opening.end() if opening is not None else line_start
    is_plain = opening is not None and opening[0].endswith("[")
    if is_plain:
        return at + position
    for _ in range(position):
        character = _CHARACTER.match(text, at)
        at = character.end() if character is not None else at
    return at


def _line(element: etree._Element) -> int:
    line: Any = element.sourceline
    return line if isinstance(line, int) else 1
