"""HTML text to a tree, as PHP's ``DOMDocument::loadHTML`` does it (libxml2's forgiving HTML 4 parser).

A tag ends what it cannot live in, missing ``html``, ``head``, ``body`` and the first ``p`` are supplied, an end tag
closes what stands open inside its element, and what is no markup is text. libxml2 itself is not used because it reads
HTML by other rules since its 2.14, and because iTop's outcome must not depend on the version at hand.
"""

import re
import sys
from collections.abc import Iterator
from html.entities import name2codepoint

from fake_itop.values.budget import spend
from fake_itop.values.html.tree import (
    ENDED_BY,
    HEAD_CONTENT,
    NO_BODY,
    RAW_TEXT,
    VOID,
    Document,
    Element,
    Markup,
    priority,
)

MAX_DEPTH = 257
"""Elements nested deeper end the reading: the parser's protection against endless nesting."""

_ELEMENTS_A_STEP = 4
"""Open elements that are looked at in the time that reading a tag takes."""

BLANKS = " \t\r\n"

_BLANKS = re.compile(rf"[{BLANKS}]*")
_NAME = re.compile(r"[A-Za-z_:.][A-Za-z0-9:_.-]{0,99}")
_START_TAG = re.compile(r"<[A-Za-z]")
_TEXT = re.compile(r"[^<&]+")
_RAW_TEXT = re.compile(r".*?(?=</[A-Za-z]|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--(?P<text>.*?)(?:--!?>|(?P<unfinished>\Z))", re.DOTALL)
_INSTRUCTION = re.compile(rf"<\?([^\W\d][\w.:-]*)(?:>|[{BLANKS}]*([^>]*)(?:>|\Z))")
_DOCTYPE = re.compile(
    rf"<!doctype[{BLANKS}]+(?P<name>[\w.:-]+)"
    rf"(?:[{BLANKS}]+(?:public[{BLANKS}]*(?P<public>\"[^\"]*\"|'[^']*')|system)"
    rf"[{BLANKS}]*(?P<system>\"[^\"]*\"|'[^']*')?)?[^>]*>?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&#(?:[xX][0-9A-Fa-f]*|[0-9]*);?|&[^\W\d][\w.:-]*;?")
_BOGUS_ATTRIBUTE = re.compile(rf"(?:(?!/>)[^{BLANKS}>])*")
_UNQUOTED = re.compile(rf"[^{BLANKS}>]*")
_NOT_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {**name2codepoint, "apos": ord("'")}


def parse(html: str) -> Document:
    """Read a text as an HTML document. Every text can be read; characters that XML does not know are dropped."""
    reader = _Reader(_NOT_XML.sub("", html.replace("\0", " ")))
    reader.read()
    return reader.document


class _Reader:
    """One pass over a text: a position, the open elements, and the document grown so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.document = Document()
        self.open: list[Element] = []
        self.misplaced = 0  # html, head and body tags ignored so far, whose end tags are to be ignored too
        self.has_head = False
        self.has_body = False
        self.halted = False
        self.texts: list[str] = []  # of the innermost element, not added yet: piece by piece would take for ever

    @property
    def name(self) -> str | None:
        """The innermost open element's name."""
        return self.open[-1].name if self.open else None

    # -- reading ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        self._read_prolog()
        while self.position < len(self.text) and not self.halted:
            spend("markup")
            self._read_next()
        self._add_texts()

    def _read_prolog(self) -> None:
        self._skip_blanks()
        while self._read_comment() or self._read_instruction() or self._read_doctype():
            self._skip_blanks()

    def _read_next(self) -> None:
        text, position = self.text, self.position
        if text.startswith("</", position):
            self._read_end_tag()
        elif self.name in RAW_TEXT:
            self._read_raw_text()
        elif text[position] != "<":
            self._read_text()
        elif _START_TAG.match(text, position):
            self._read_start_tag()
        elif not (self._read_comment() or self._read_instruction() or self._read_doctype()):
            self._add_text("<")
            self.position += 1

    def _skip_blanks(self) -> None:
        self._take(_BLANKS)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.position)
        if not found:
            return ""
        self.position = found.end()
        return found[0]

    def _read_text(self) -> None:
        """A text up to the next markup."""
        pieces = []
        while self.position < len(self.text) and self.text[self.position] != "<":
            spend("markup")
            pieces.append(self._reference() if self.text[self.position] == "&" else self._plain_text())
        self._add_text("".join(pieces))

    def _plain_text(self) -> str:
        text = self._take(_TEXT)
        at_markup = self.position == len(self.text) or self.text[self.position] == "<"
        if not at_markup or text.strip(BLANKS):
            self._imply_paragraph()
        return text

    def _read_raw_text(self) -> None:
        self._add_text(self._take(_RAW_TEXT))

    def _reference(self) -> str:
        if found := _REFERENCE.match(self.text, self.position):
            text, self.position = _dereference(found), self.position + _length(found)
        else:
            text, self.position = "&", self.position + 1
        if text:
            self._imply_paragraph()
        return text

    def _read_comment(self) -> bool:
        found = _COMMENT.match(self.text, self.position)
        if found:
            self.position = found.end()
            if found["unfinished"] is None:
                self._add_markup(f"<!--{found['text']}-->")
        return found is not None

    def _read_instruction(self) -> bool:
        if not self.text.startswith("<?", self.position):
            return False
        found = _INSTRUCTION.match(self.text, self.position)
        self.position = found.end() if found else self.position + 2
        if found and found[0].endswith(">"):
            self._add_markup(f"<?{found[1]} {found[2]}>" if found[2] else f"<?{found[1]}>")
        return True

    def _read_doctype(self) -> bool:
        found = _DOCTYPE.match(self.text, self.position)
        if found:
            self.position = found.end()
            self.document.doctype = self.document.doctype or _doctype(found)
        return found is not None

    # -- tags ---------------------------------------------------------------------------------------------------

    def _read_start_tag(self) -> None:
        self.position += 1
        name = self._take(_NAME).lower()
        self._end_before(name)
        self._imply_parents(name)
        misplaced = self._is_misplaced(name)
        attributes = dict(self._read_attributes())
        if misplaced:
            self.misplaced += 1
        else:
            self._open(Element(name, attributes))
        self._finish_start_tag(name if not misplaced else self.name)

    def _finish_start_tag(self, name: str | None) -> None:
        if self.text.startswith("/>", self.position):
            self.position += 2
            self._close()
        elif self.text.startswith(">", self.position):
            self.position += 1
            if name in VOID:
                self._close()
        else:
            self._close()  # the text ends inside of the tag

    def _is_misplaced(self, name: str) -> bool:
        if name == "html":
            return bool(self.open)
        if name == "head":
            return len(self.open) != 1
        return name == "body" and any(element.name == "body" for element in self.open)

    def _read_attributes(self) -> Iterator[tuple[str, str | None]]:
        seen = set()
        self._skip_blanks()
        while not self._at_tag_end():
            spend("markup")
            name = self._take(_NAME).lower()
            if not name:
                self._take(_BOGUS_ATTRIBUTE)
            else:
                value = self._read_attribute_value()
                if name not in seen:
                    yield name, value
                seen.add(name)
            self._skip_blanks()

    def _at_tag_end(self) -> bool:
        text, position = self.text, self.position
        return position >= len(text) or text[position] == ">" or text.startswith("/>", position)

    def _read_attribute_value(self) -> str | None:
        self._skip_blanks()
        if not self.text.startswith("=", self.position):
            return None
        self.position += 1
        self._skip_blanks()
        quote = self.text[self.position : self.position + 1]
        if quote not in {'"', "'"}:
            return _attribute_text(self._take(_UNQUOTED))
        end = self.text.find(quote, self.position + 1)
        end = len(self.text) if end < 0 else end
        value, self.position = self.text[self.position + 1 : end], min(end + 1, len(self.text))
        return _attribute_text(value)

    def _read_end_tag(self) -> None:
        self.position += 2
        name = self._take(_NAME).lower()
        if not name:
            return
        end = self.text.find(">", self.position)
        self.position = len(self.text) if end < 0 else end + 1
        if self.misplaced and name in {"html", "body", "head"}:
            self.misplaced -= 1
        elif self._may_close(name):
            while self.name != name:
                self._close()
            self._close()

    def _may_close(self, name: str) -> bool:
        """Whether the element is open and nothing that outranks its end tag is open inside of it."""
        spend("markup", len(self.open) // _ELEMENTS_A_STEP)
        for element in reversed(self.open):
            if element.name == name:
                return True
            if priority(element.name) > priority(name):
                return False
        return False

    # -- growing the tree ---------------------------------------------------------------------------------------

    def _end_before(self, name: str) -> None:
        while self.open and name in ENDED_BY.get(self.open[-1].name, ()):
            self._close()

    def _imply_parents(self, name: str) -> None:
        if name == "html":
            return
        if not self.open:
            self._open(Element("html"))
        if name in {"body", "head"}:
            return
        if len(self.open) <= 1 and name in HEAD_CONTENT:
            if not self.has_head:
                self._open(Element("head"))
        elif name not in NO_BODY and not self.has_body and not self._is_in_head_or_body():
            self._open(Element("body"))

    def _is_in_head_or_body(self) -> bool:
        return any(element.name in {"head", "body"} for element in self.open)

    def _imply_paragraph(self) -> None:
        """Text that stands outside of ``body`` gets a ``p``."""
        if self.name in {None, "html", "head"}:
            self._end_before("p")
            self._imply_parents("p")
            self._open(Element("p"))

    def _open(self, element: Element) -> None:
        self._add_texts()
        self.has_head = self.has_head or element.name in {"head", "body"}
        self.has_body = self.has_body or element.name == "body"
        (self.open[-1] if self.open else self.document).children.append(element)
        self.halted = len(self.open) >= MAX_DEPTH
        self.open.append(element)

    def _close(self) -> None:
        self._add_texts()
        if self.open:
            self.open.pop()

    def _add_text(self, text: str) -> None:
        if self.open and text:
            self.texts.append(text)

    def _add_texts(self) -> None:
        if self.texts:
            self.open[-1].children.append("".join(self.texts))
            self.texts.clear()

    def _add_markup(self, source: str) -> None:
        self._add_texts()
        (self.open[-1] if self.open else self.document).children.append(Markup(source))


def _attribute_text(source: str) -> str:
    # A reference to character 0 ends the value, as it would end any C string.
    return _REFERENCE.sub(_dereference_and_rest, source).partition("\0")[0]


def _dereference_and_rest(found: re.Match[str]) -> str:
    return (_dereference(found) or "\0") + found[0][_length(found) :]


def _dereference(found: re.Match[str]) -> str:
    """What a reference stands for; "" for a number that is no character, the text itself for an unknown name."""
    source = found[0]
    if source.startswith("&#"):
        return _character(source)
    code = _ENTITIES.get(source[1:-1]) if source.endswith(";") else None
    return chr(code) if code else source.removesuffix(";")


def _length(found: re.Match[str]) -> int:
    """How much of the matched text a reference takes: an unknown name leaves its semicolon."""
    source = found[0]
    known = source.startswith("&#") or source[1:].removesuffix(";") in _ENTITIES
    return len(source) if known else len(source.removesuffix(";"))


def _character(source: str) -> str:
    digits = source[2:].removesuffix(";")
    base = 16 if digits[:1] in {"x", "X"} else 10
    code = int(digits.lstrip("xX")[:12] or "0", base)
    if not 0 < code <= sys.maxunicode or _NOT_XML.match(chr(code)):
        return ""
    return chr(code)


def _doctype(found: re.Match[str]) -> str:
    text = f"<!DOCTYPE {found['name']}"
    public, system = (found[part] and found[part][1:-1] for part in ("public", "system"))
    if public:
        text += f' PUBLIC "{public}"'
    elif system:
        text += " SYSTEM"
    return text + (f' "{system}"' if system else "") + ">"
