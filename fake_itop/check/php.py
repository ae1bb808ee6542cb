"""Callback code: PHP read as text, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.check.places import Notes, Spot
from fake_itop.datamodel.model import Method
from fake_itop.notifications.callbacks import READS_A_LIST, RESPONSE_TYPES
from fake_itop.notifications.signatures import parameter_types

_PIECE = re.compile(
    r"(?P<comment>//[^\n]*|\#(?!\[)[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<document><<<[ \t]*(['\"]?)(?P<end>\w+)(['\"]?)\r?\n.*?\n[ \t]*(?P=end)\b)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<curly>[‘’“”„][^‘’“”„\n]{0,80}[‘’“”]|[‘’“”„])"
    r"|(?P<bare>\[\s*(?P<word>[A-Za-z_]\w*)\s*\](?!\s*\w*\())"
    r"|(?P<bracket>[(){}\[\]])",
    re.DOTALL,
)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_FUNCTION = re.compile(r"function\s+&?(\w+)\s*\(([^)]*)\)")
_FALSE = re.compile(r"false\s*===\s*(?:(\$\w+)|json_decode)|(\$\w+)\s*===\s*false", re.IGNORECASE)
_DECODED = re.compile(r"(\$\w+)\s*=\s*json_decode\s*\(")
_STATIC = ("DBObject", *RESPONSE_TYPES)


def judge_php(text: str, notes: Notes) -> None:
    """Make all findings about callback code."""
    _Brackets(text, notes).judge()
    _functions(text, notes)
    for found in READS_A_LIST.finditer(text):
        said = 'objects is a map, as {"UserRequest::1": …}: it has no [0]'
        notes.add("FI605", said, "take the first with reset($aBody['objects'])", spot=found.span(1))
    decoded = {found[1] for found in _DECODED.finditer(text)}
    for found in _FALSE.finditer(text):
        if not (found[1] or found[2]) or (found[1] or found[2]) in decoded:
            said = "json_decode gives null for a text that is no JSON: this is never true then"
            notes.add("FI606", said, "compare with null, or ask is_array()", spot=found.span())


class _Brackets:
    """What a PHP parser would stop at."""

    def __init__(self, text: str, notes: Notes) -> None:
        self._text = text
        self._notes = notes
        self._open: list[tuple[str, int]] = []

    def judge(self) -> None:
        for found in _PIECE.finditer(self._text):
            if found["curly"]:
                self._curly(found[0], found.span())
            elif found["bare"] and found["word"] not in ("self", "static") and not found["word"].isupper():
                word = found["word"]
                said = f'{word} stands without quotes: PHP takes it for a constant, Undefined constant "{word}"'
                self._notes.add("FI602", said, f"write ['{word}']", spot=found.span("word"))
            elif found["bracket"]:
                self._bracket(found[0], found.start())
        for sign, start in self._open:
            self._missing(sign, start, len(self._text))

    def _curly(self, found: str, spot: Spot) -> None:
        inner = found.strip("‘’“”„")
        self._notes.add("FI601", f"{found[0]} is no quote in PHP", f"write '{inner}'", spot=spot)

    def _bracket(self, sign: str, at: int) -> None:
        if sign in _CLOSERS:
            if sign == "{":
                self._close_before(at)
            self._open.append((sign, at))
            return
        while self._open and _CLOSERS[self._open[-1][0]] != sign:
            if not any(_CLOSERS[opened] == sign for opened, _ in self._open):
                self._notes.add("FI603", f"{sign} closes nothing", "leave it out", spot=(at, at + 1))
                return
            self._missing(*self._open.pop(), at)
        if self._open:
            self._open.pop()
        else:
            self._notes.add("FI603", f"{sign} closes nothing", "leave it out", spot=(at, at + 1))

    def _close_before(self, at: int) -> None:
        """A block starts: what is open in the condition before it was meant to be closed."""
        while self._open and self._open[-1][0] in "([" and not self._is_closure(at):
            self._missing(*self._open.pop(), at)

    def _is_closure(self, at: int) -> bool:
        start = self._open[-1][1]
        return bool(re.search(r"\b(?:function|fn|match|class)\b", self._text[start:at]))

    def _missing(self, sign: str, start: int, at: int) -> None:
        line = self._notes.lines.place(start)[0]
        said = f"{_CLOSERS[sign]} is missing before this: {sign} of line {line} is still open"
        self._notes.add("FI603", said, f"write {_CLOSERS[sign]} first", spot=(at, at + 1))


def _functions(text: str, notes: Notes) -> None:
    for name, parameters, spot in _callbacks(text):
        types = parameter_types(Method(name, text))
        if types in (RESPONSE_TYPES, _STATIC):
            continue
        right = r"(\Combodo\iTop\Core\WebResponse $oResponse, \ActionWebhook $oAction)"
        said = f"({parameters}): a response callback is refused since 1.4.4 unless its parameters have just these types"
        notes.add("FI604", said, f"write {right}", spot=spot)


def _callbacks(text: str) -> Iterator[tuple[str, str, Spot]]:
    for found in _FUNCTION.finditer(text):
        if re.search(r"\$\w*response", found[2], re.IGNORECASE):
            yield found[1], found[2].strip(), found.span(2)
