"""Reading a text that is no JSON: all that is wrong with it, and what was probably meant.

A machine with a stack, not a recursion, since such a text may nest without end. Each step takes at least one character
or changes what is expected, so it ends. What is reported stands where Python's parser would stop, or on that line.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from fake_itop.check.json_tokens import Issue, length_at, token_at
from fake_itop.check.places import Spot
from fake_itop.findings import Pointer
from fake_itop.values.php_json import MAX_DEPTH, array_key, parse_int

MAX_ISSUES = 200
"""More of them help nobody."""
MAX_LEAPS = 20
"""As often is a leap tried in vain."""
_BLANKS = re.compile(r"[ \t\n\r]*")
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

    @property
    def here(self) -> Pointer:
        """The pointer of the value that comes next."""
        if self.bracket == "{":
            return (*self.pointer, self.key)
        return (*self.pointer, len(self.content)) if self.bracket else ()


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
        self._frames = [_Frame("", 0, (), None, "value")]
        self._names: set[Pointer] = set()

    def read(self) -> Any:
        """The value that was probably meant; `issues`, `spots` and `duplicates` are filled by it."""
        if self.text.startswith("\ufeff"):
            said = "the text starts with a byte order mark, which JSON does not have"
            self._note("FI105", said, "save it as UTF-8 without BOM")
            self._at = 1
        steps = {
            "value": self._value,
            "key": self._key,
            "colon": self._colon,
            "comma": self._comma,
            "end": self._surplus,
        }
        self._skip()
        while self._at < len(self.text) and len(self.issues) < MAX_ISSUES:
            steps[self._frame.expects]()
            self._skip()
        self._close_rest()
        return self._frame.content

    def _note(self, code: str, message: str, fix: str = "", *, at: int | None = None, length: int = 1) -> None:
        self.issues.append(Issue(code, self._at if at is None else at, message, fix, length))

    def _skip(self) -> None:
        """Past blanks, and past other blanks and comments, which JSON does not have."""
        while True:
            blanks = _BLANKS.match(self.text, self._at)
            self._at = blanks.end() if blanks is not None else self._at
            if (other := _OTHER_BLANKS.match(self.text, self._at)) is not None:
                said = f"U+{ord(other[0][0]):04X} looks like a blank, and JSON does not take it for one"
                self._note("FI124", said, "write a plain blank, or nothing", length=len(other[0]))
            elif (other := _COMMENT.match(self.text, self._at)) is not None:
                self._note("FI106", "JSON has no comments", "leave it out", length=len(other[0].split("\n")[0]))
            else:
                return
            self._at = other.end()

    @property
    def _frame(self) -> _Frame:
        return self._frames[-1]

    def _expect_another(self) -> None:
        self._frame.expects = "key" if self._frame.bracket == "{" else "value"

    # What is expected

    def _surplus(self) -> None:
        """Something behind the end."""
        rest = self.text[self._at :]
        if all(sign in "]}" or sign.isspace() for sign in rest):
            for found in re.finditer(r"[\]}]", rest):
                self._note(
                    "FI116", f"{found[0]} closes nothing", f"leave the {found[0]} out", at=self._at + found.start()
                )
        else:
            said = "something stands behind the end of the JSON"
            self._note("FI117", said, "leave it out", length=len(rest.split("\n")[0]))
        self._at = len(self.text)

    def _comma(self) -> None:
        """After a value: a comma, or the end of what is open."""
        sign = self.text[self._at]
        if sign == ",":
            self._after_comma()
        elif sign in "]}":
            self._close(sign)
        else:
            above = "\n" in self.text[len(self.text[: self._at].rstrip()) : self._at]
            said = "a comma is missing before this" + (", at the end of the line above" if above else "")
            self._note("FI101", said, "put a comma before it", length=length_at(self.text, self._at))
            self._expect_another()

    def _after_comma(self) -> None:
        comma = self._at
        self._at += 1
        self._skip()
        following = self.text[self._at : self._at + 1]
        if following in ("}", "]"):
            said = f"a comma stands before {following}, where nothing follows"
            self._note("FI102", said, "leave the comma out", at=comma)
            if "\n" in self.text[comma : self._at]:
                self._note("FI123", "a JSON parser gives up here, because of the comma above")
        elif following == ",":
            self._note("FI102", "a comma follows a comma", "leave one of them out")
        else:
            self._expect_another()

    def _key(self) -> None:
        """A name in an object."""
        frame, sign = self._frame, self.text[self._at]
        if sign in "]}":
            self._close(sign)
        elif sign == ",":
            self._note("FI102", "a comma stands where a name should", "leave the comma out")
            self._at += 1
        elif sign in ":{[":
            self._note("FI113", "a name is missing here", 'write "name": before the value')
            frame.key, frame.expects = "", "colon" if sign == ":" else "value"
        else:
            start = self._at
            name = self._taken(is_name=True)
            frame.key, frame.expects = array_key(name if isinstance(name, str) else str(name)), "colon"
            if frame.here in self._names:
                self.duplicates.append((frame.here, (start, self._at)))
            self._names.add(frame.here)

    def _colon(self) -> None:
        """The colon between a name and its value."""
        sign = self.text[self._at]
        self._frame.expects = "value"
        if sign == ":":
            self._at += 1
        elif sign == "=":
            length = 2 if self.text.startswith("=>", self._at) else 1
            self._note("FI114", "a colon belongs between a name and its value", "write : instead", length=length)
            self._at += length
        else:
            self._note("FI114", "a colon is missing before this", "put a colon between name and value")

    def _value(self) -> None:
        """A value of any kind."""
        sign, frame, start = self.text[self._at], self._frame, self._at
        if sign in "{[":
            self._open(sign)
        elif sign in "]}" and frame.bracket == "[" and not frame.content:
            self._close(sign)
        elif sign not in ",]}:":
            self._put(self._taken(), start)
        else:
            self._note("FI113", f"a value is missing before {sign}", "write a value, or null")
            if sign == ":" or (sign in "]}" and not frame.bracket):
                self._at += 1
            else:
                self._put(None, start)

    # Objects and arrays

    def _open(self, sign: str) -> None:
        if self._leap():
            return
        if len(self._frames) > MAX_DEPTH:
            self._note("FI118", f"nested deeper than {MAX_DEPTH} levels", "nest less")
            self._at = len(self.text)
            return
        is_object = sign == "{"
        content: Any = {} if is_object else []
        self._frames.append(_Frame(sign, self._at, self._frame.here, content, "key" if is_object else "value"))
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

    def _close(self, sign: str) -> None:
        bracket = self._frame.bracket
        wanted = _CLOSER[bracket]
        if wanted == sign:
            self._at += 1
        elif any(_CLOSER.get(other.bracket) == sign for other in self._frames[:-1]):
            self._note("FI115", f"{wanted} is missing before this: {bracket} is still open", f"write {wanted} first")
        else:
            self._note("FI116", f"{sign} closes nothing: {bracket} is open", f"write {wanted} instead")
            self._at += 1
        self._leave()

    def _leave(self) -> None:
        done = self._frames.pop()
        self._put(done.content, done.start)

    def _close_rest(self) -> None:
        """Close what is open at the end of the text."""
        if len(self.issues) < MAX_ISSUES and not any(issue.code == "FI118" for issue in self.issues):
            missing = "".join(_CLOSER[frame.bracket] for frame in reversed(self._frames[1:]))
            if missing:
                said = f"the text ends before it closes what it opened: {missing} is missing"
                self._note("FI115", said, f"add {missing}", at=len(self.text))
            elif self._frame.expects == "value":
                self._note("FI120", "the text is empty", "write a JSON object", at=len(self.text))
        while len(self._frames) > 1:
            self._leave()

    def _put(self, value: Any, start: int) -> None:
        frame = self._frame
        self.spots[frame.here] = (start, self._at)
        if frame.bracket == "{":
            frame.content[frame.key] = value
        elif frame.bracket == "[":
            frame.content.append(value)
        else:
            frame.content = value
        frame.expects = "comma" if frame.bracket else "end"

    def _taken(self, *, is_name: bool = False) -> Any:
        """Go on behind the token that starts here, and keep what is wrong with it."""
        token = token_at(self.text, self._at, is_name=is_name)
        self._at = token.end
        self.issues += token.issues
        return token.value
