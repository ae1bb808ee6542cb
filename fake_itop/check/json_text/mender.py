"""Reading a text that is no JSON: all that is wrong with it, and what was probably meant.

A machine with a stack, not a recursion, since such a text may nest without end. Each step takes at least one character
or changes what is expected, so it ends. What is reported stands where Python's parser would stop, or on that line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.check.json_text.pieces import Issue, Piece
from fake_itop.check.json_text.words import number_at, word_at
from fake_itop.check.places import Spot
from fake_itop.findings import Pointer
from fake_itop.values.php_json import MAX_DEPTH, array_key, parse_int

LONGEST_LINE = 100_000
"""In longer ones no quote is looked for again and again."""
_AS_FAR = 200_000
"""So far on from its start a broken text's end is looked for."""
_GOOD = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_AFTER = re.compile(r"\s*(?:[,:}\]]|\Z)")
_ESCAPE = re.compile(r"\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4})")
_SUSPECT = re.compile(r'\\.|"|[\x00-\x1f]', re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROLS = {"\n": ("a line break", "\\n"), "\t": ("a tab", "\\t"), "\r": ("a carriage return", "\\r")}
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_QUOTES = {"“": '”“„"', "”": '”“"', "„": '“”"', "«": "»", "‘": "’‘'", "’": "’‘'", "'": "'’", "`": "`"}
"""Signs that people type for quotes, and those that may close what they open."""
_ENTITY = "&quot;"


def length_at(text: str, at: int) -> int:
    """How long the good text is that starts there; 1 where none does."""
    good = _GOOD.match(text, at)
    return len(good[0]) if good else 1


def text_at(text: str, at: int) -> Piece | None:
    """The text that starts there in quotes of whatever sort, if one does."""
    good = _GOOD.match(text, at)
    if good is not None and not _is_cut_short(text, good.end()):
        return Piece(_unescaped(good[0][1:-1]), good.end())
    sign = text[at]
    if sign == '"':
        return _broken(text, at)
    if text.startswith(_ENTITY, at):
        return _escaped_quotes(text, at)
    return _wrong_quotes(text, at, sign) if sign in _QUOTES else None


def _is_cut_short(text: str, end: int) -> bool:
    """Whether a quote is followed at once by more of the text: it was meant to be part of it."""
    return text[end : end + 1].isalnum()


def _wrong_quotes(text: str, start: int, sign: str) -> Piece:
    closers, line_end = _QUOTES[sign], _line_end(text, start)
    closing = [at for at in range(start + 1, line_end) if text[at] in closers]
    first = closing[0] if closing else line_end
    end = next((at for at in closing if _AFTER.match(text, at + 1)), first)
    content = text[start + 1 : end]
    issue = Issue("FI103", start, f"{sign} is no quote in JSON", end + 1 - start, f'write "{content}"')
    behind = min(end + 1, len(text)) if closing else max(end, start + 1)
    return Piece(content, behind, (issue,))


def _escaped_quotes(text: str, start: int) -> Piece:
    """A text from a web page's source, whose quotes are escaped for HTML."""
    begin = start + len(_ENTITY)
    found = text.find(_ENTITY, begin, _line_end(text, start))
    end = found if found >= 0 else _line_end(text, start)
    content = text[begin:end]
    behind = min(end + len(_ENTITY), len(text)) if found >= 0 else end
    issue = Issue("FI103", start, f"{_ENTITY} is no quote in JSON", behind - start, f'write "{content}"')
    return Piece(content, behind, (issue,))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _broken(text: str, start: int) -> Piece:
    end, closed = _end_of_broken(text, start)
    issues = [] if closed else [Issue("FI109", start, "this text is never closed", end - start, 'write " at its end')]
    issues += _inside(text, start + 1, end)
    return Piece(_unescaped(text[start + 1 : end]), min(end + 1 if closed else end, len(text)), tuple(issues))


def _end_of_broken(text: str, start: int) -> tuple[int, bool]:
    """Where a broken text ends, and whether a quote closes it there.

    That is the first quote behind which JSON goes on. On another line it must not be its line's first sign, and no
    colon may follow, or else it opens the next name.
    """
    line_end = _line_end(text, start)
    for at in _quotes(text, start + 1):
        if at > line_end and not _may_close_below(text, at):
            break
        if _AFTER.match(text, at + 1):
            return at, True
        if at > line_end:
            break
    is_short = line_end - start < LONGEST_LINE
    first = next((at for at in _quotes(text, start + 1) if at < line_end), None) if is_short else None
    if first is not None:
        return first, True
    end = start + len(text[start:line_end].rstrip(" \t\r,}]"))
    return max(end, start + 1), False


def _quotes(text: str, start: int) -> Iterator[int]:
    """Quotes from ``start`` on that no backslash stands before."""
    for found in re.finditer(r'\\.|"', text[start : start + _AS_FAR], re.DOTALL):
        if found[0] == '"':
            yield start + found.start()


def _may_close_below(text: str, at: int) -> bool:
    line_start = text.rfind("\n", 0, at) + 1
    before = text[line_start:at]
    return bool(before.strip()) and not re.match(r'"\s*:', text[at : at + 40])


def _inside(text: str, start: int, end: int) -> Iterator[Issue]:
    """Bad escapes, control characters and quotes within a text."""
    for found in _SUSPECT.finditer(text, start, end):
        at, sign = found.start(), found[0][0]
        if sign == '"':
            yield Issue("FI110", at, "a quote within a text must be escaped", 1, 'write \\"')
        elif sign != "\\":
            name, escaped = _CONTROLS.get(sign, ("a control character", f"\\u{ord(sign):04x}"))
            yield Issue("FI108", at, f"{name} stands within a text", 1, f"write {escaped} instead")
        elif not _ESCAPE.match(text, at):
            fix = "write \\\\ for a backslash, or leave it out"
            yield Issue("FI107", at, f"{found[0]} is no escape that JSON knows", 2, fix)


def _unescaped(source: str) -> str:
    if "\\" not in source:
        return source

    def plain(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(int(sign[1:], 16)) if len(sign) > 1 else _PLAIN.get(sign, sign)

    return _ESCAPED.sub(plain, source).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


MAX_ISSUES = 200
"""More of them help nobody."""

MAX_LEAPS = 20
"""As often is a leap tried in vain."""

_BLANKS = re.compile(r"[ \t\n\r]+")
_OTHER_BLANKS = re.compile("[\x0b\x0c\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+")
"""What looks like a blank or like nothing, and is none to JSON."""
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_CLOSER = {"{": "}", "[": "]"}


def _plain_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, if there is nothing about its names that has to be looked at."""
    members = dict(pairs)
    if len(members) < len(pairs) or any(array_key(name) != name for name in members):
        raise ValueError("names that need a closer look")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(name)


_LEAPING = json.JSONDecoder(object_pairs_hook=_plain_members, parse_constant=_no_constant, parse_int=parse_int)


@dataclass
class _Frame:
    """An object or array that is open: where, what is in it so far, and what is expected next."""

    bracket: str
    start: int
    pointer: Pointer
    content: Any
    expects: str
    key: str | int = 0


class Mender:
    """One reading of one text.

    ``by_leaps`` takes whole objects and arrays at the speed of C where there is nothing wrong inside; they are then
    given no `spots`, and no depth is counted in them.
    """

    def __init__(self, text: str, *, by_leaps: bool = False) -> None:
        self.text = text
        self._leaps = MAX_LEAPS if by_leaps else 0
        self.issues: list[Issue] = []
        self.spots: dict[Pointer, Spot] = {}
        self.duplicates: list[tuple[Pointer, Spot]] = []
        self._at = 0
        self._frames: list[_Frame] = []
        self._names: dict[Pointer, int] = {}

    def read(self) -> Any:
        """The value that was probably meant; `issues`, `spots` and `duplicates` are filled by it."""
        if self.text.startswith("\ufeff"):
            self._note(
                "FI105",
                0,
                "the text starts with a byte order mark, which JSON does not have",
                fix="save it as UTF-8 without BOM",
            )
            self._at = 1
        top = _Frame("", 0, (), None, "value")
        self._frames = [top]
        while not self._is_done():
            self._step()
        self._close_rest()
        return top.content

    def _is_done(self) -> bool:
        self._skip()
        return self._at >= len(self.text) or len(self.issues) >= MAX_ISSUES

    def _note(self, code: str, start: int, message: str, *, length: int = 1, fix: str = "") -> None:
        self.issues.append(Issue(code, start, message, length, fix))

    def _skip(self) -> None:
        """Past blanks, and past other blanks and comments, which JSON does not have."""
        while True:
            blanks = _BLANKS.match(self.text, self._at)
            if blanks is not None:
                self._at = blanks.end()
            if (other := _OTHER_BLANKS.match(self.text, self._at)) is not None:
                said = f"U+{ord(other[0][0]):04X} looks like a blank, and JSON does not take it for one"
                self._note("FI124", self._at, said, length=len(other[0]), fix="write a plain blank, or nothing")
            elif (other := _COMMENT.match(self.text, self._at)) is not None:
                length = len(other[0].split("\n")[0])
                self._note("FI106", self._at, "JSON has no comments", length=length, fix="leave it out")
            else:
                return
            self._at = other.end()

    @property
    def _frame(self) -> _Frame:
        return self._frames[-1]

    def _step(self) -> None:
        steps = {
            "value": self._value,
            "key": self._key,
            "colon": self._colon,
            "comma": self._comma,
            "end": self._surplus,
        }
        steps[self._frame.expects]()

    # What is expected

    def _surplus(self) -> None:
        """Something behind the end."""
        rest = self.text[self._at :]
        if all(sign in "]}" or sign.isspace() for sign in rest):
            for position, sign in enumerate(rest):
                if sign in "]}":
                    self._note("FI116", self._at + position, f"{sign} closes nothing", fix=f"leave the {sign} out")
        else:
            length = len(rest.split("\n")[0])
            self._note(
                "FI117", self._at, "something stands behind the end of the JSON", length=length, fix="leave it out"
            )
        self._at = len(self.text)

    def _comma(self) -> None:
        """After a value: a comma, or the end of what is open."""
        sign = self.text[self._at]
        if sign == ",":
            self._after_comma()
        elif sign in "]}":
            self._close(sign)
        elif self._frame.bracket:
            self._note(
                "FI101",
                self._at,
                self._missing_comma(),
                length=length_at(self.text, self._at),
                fix="put a comma before it",
            )
            self._frame.expects = "key" if self._frame.bracket == "{" else "value"

    def _missing_comma(self) -> str:
        line = self.text.count("\n", 0, self._at) - self.text[: self._at].rstrip().count("\n")
        return "a comma is missing before this" + (", at the end of the line above" if line else "")

    def _after_comma(self) -> None:
        comma = self._at
        self._at += 1
        self._skip()
        following = self.text[self._at : self._at + 1]
        if following in ("}", "]"):
            said = f"a comma stands before {following}, where nothing follows"
            self._note("FI102", comma, said, fix="leave the comma out")
            if "\n" in self.text[comma : self._at]:
                self._note("FI123", self._at, "a JSON parser gives up here, because of the comma above")
        elif following == ",":
            self._note("FI102", self._at, "a comma follows a comma", fix="leave one of them out")
        else:
            self._frame.expects = "key" if self._frame.bracket == "{" else "value"

    def _key(self) -> None:
        """A name in an object."""
        frame, sign = self._frame, self.text[self._at]
        if sign in "]}":
            self._close(sign)
        elif sign == ",":
            self._note("FI102", self._at, "a comma stands where a name should", fix="leave the comma out")
            self._at += 1
        elif sign in ":{[":
            self._note("FI113", self._at, "a name is missing here", fix='write "name": before the value')
            frame.key, frame.expects = "", "colon" if sign == ":" else "value"
        else:
            start = self._at
            name = self._taken(text_at(self.text, start) or word_at(self.text, start))
            frame.key, frame.expects = array_key(name if isinstance(name, str) else str(name)), "colon"
            self._note_duplicate((*frame.pointer, frame.key), start)

    def _note_duplicate(self, pointer: Pointer, start: int) -> None:
        if pointer in self._names:
            self.duplicates.append((pointer, (start, self._at)))
        self._names[pointer] = start

    def _colon(self) -> None:
        """The colon between a name and its value."""
        sign = self.text[self._at]
        self._frame.expects = "value"
        if sign == ":":
            self._at += 1
        elif sign == "=":
            arrow = 2 if self.text.startswith("=>", self._at) else 1
            self._note(
                "FI114", self._at, "a colon belongs between a name and its value", length=arrow, fix="write : instead"
            )
            self._at += arrow
        else:
            self._note("FI114", self._at, "a colon is missing before this", fix="put a colon between name and value")

    def _value(self) -> None:
        """A value of any kind."""
        sign = self.text[self._at]
        if sign in "{[":
            self._open(sign)
        elif sign in "]}" and self._frame.bracket == "[" and not self._frame.content:
            self._close(sign)
        elif sign in ",]}:":
            self._missing_value(sign)
        else:
            start = self._at
            piece = number_at(self.text, start) or text_at(self.text, start) or word_at(self.text, start)
            self._put(self._taken(piece), start)

    def _missing_value(self, sign: str) -> None:
        self._note("FI113", self._at, f"a value is missing before {sign}", fix="write a value, or null")
        if sign == ":" or (sign in "]}" and not self._frame.bracket):
            self._at += 1
        else:
            self._put(None, self._at)

    # Objects and arrays

    def _open(self, sign: str) -> None:
        if self._leap():
            return
        parent = self._frame
        pointer = self._here(parent)
        content: Any = {} if sign == "{" else []
        if len(self._frames) > MAX_DEPTH:
            self._give_up()
            return
        self._frames.append(_Frame(sign, self._at, pointer, content, "key" if sign == "{" else "value"))
        self._at += 1

    def _leap(self) -> bool:
        """Take an object or array as a whole, if nothing is wrong inside."""
        start = self._at
        if self._leaps <= 0:
            return False
        try:
            value, self._at = _LEAPING.raw_decode(self.text, start)
        except (ValueError, RecursionError):
            self._leaps -= 1
            return False
        self._put(value, start)
        return True

    def _give_up(self) -> None:
        self._note("FI118", self._at, f"nested deeper than {MAX_DEPTH} levels", fix="nest less")
        self._at = len(self.text)

    def _close(self, sign: str) -> None:
        frame = self._frame
        if _CLOSER.get(frame.bracket) != sign:
            if not any(_CLOSER.get(other.bracket) == sign for other in self._frames[:-1]):
                self._wrong_closer(sign)
                return
            wanted = _CLOSER[frame.bracket]
            self._note(
                "FI115",
                self._at,
                f"{wanted} is missing before this: {frame.bracket} is still open",
                fix=f"write {wanted} first",
            )
            self._leave()
            return
        self._at += 1
        self._leave()

    def _wrong_closer(self, sign: str) -> None:
        wanted = _CLOSER[self._frame.bracket]
        self._note(
            "FI116", self._at, f"{sign} closes nothing: {self._frame.bracket} is open", fix=f"write {wanted} instead"
        )
        self._at += 1
        self._leave()

    def _leave(self) -> None:
        done = self._frames.pop()
        self._put(done.content, done.start)

    def _close_rest(self) -> None:
        """Close what is open at the end of the text."""
        if len(self.issues) < MAX_ISSUES and not any(issue.code == "FI118" for issue in self.issues):
            self._note_open()
        while len(self._frames) > 1:
            self._leave()

    def _note_open(self) -> None:
        end = len(self.text)
        if len(self._frames) > 1:
            missing = "".join(_CLOSER[frame.bracket] for frame in reversed(self._frames[1:]))
            self._note(
                "FI115",
                end,
                f"the text ends before it closes what it opened: {missing} is missing",
                fix=f"add {missing}",
            )
        elif self._frame.expects == "value":
            self._note("FI120", end, "the text is empty", fix="write a JSON object")

    def _here(self, frame: _Frame) -> Pointer:
        """The pointer of the value that comes next in a frame."""
        if frame.bracket == "{":
            return (*frame.pointer, frame.key)
        return (*frame.pointer, len(frame.content)) if frame.bracket else ()

    def _put(self, value: Any, start: int) -> None:
        frame = self._frame
        self.spots[self._here(frame)] = (start, self._at)
        if frame.bracket == "{":
            frame.content[frame.key] = value
        elif frame.bracket == "[":
            frame.content.append(value)
        else:
            frame.content = value
        frame.expects = "comma" if frame.bracket else "end"

    def _taken(self, piece: Piece) -> Any:
        """Go on behind a piece, and keep what is wrong with it."""
        self._at = piece.end
        self.issues += piece.issues
        return piece.value
