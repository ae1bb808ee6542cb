"""What a JSON text is made of, as people type it: texts, numbers, words, each with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.values.php_json import parse_int

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
"""A quote in a web page's source."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])")
_OTHER_NUMBER = re.compile(r"[+-]?[\d.][\w.+-]*")
_PLACEHOLDER = re.compile(r"\$\w+(?:\s*(?:->|-&gt;|→|\.)\s*[^$\n\",}]*)?\$|%24\w+(?:->|-&gt;).*?%24")
_BARE = re.compile(r"[^\s,:{}\[\]\"]+(?:[ \t]+[^\s,:{}\[\]\"]+)*")
_WORDS = {"true": True, "false": False, "null": None}
_ELSEWHERE = dict.fromkeys(("None", "undefined", "NaN", "Infinity", "-Infinity"), "null")
"""Words of other languages, and what JSON has for them."""


@dataclass(frozen=True)
class Issue:
    """Something wrong with a text: its code, where it starts, what it is, what to do, how long it is."""

    code: str
    start: int
    message: str
    fix: str = ""
    length: int = 1

    @property
    def breaks(self) -> bool:
        """Whether a real iTop cannot read the text for it."""
        return self.code not in ("FI121", "FI123")


@dataclass(frozen=True)
class Token:
    """A text, number or word that was read: what it was probably meant to say, where it ends, and what is wrong."""

    value: Any
    end: int
    issues: tuple[Issue, ...] = ()


def token_at(text: str, at: int, *, is_name: bool = False) -> Token:
    """What starts there; a name is no number."""
    number = None if is_name else _number_at(text, at)
    return number or _text_at(text, at) or _word_at(text, at)


def length_at(text: str, at: int) -> int:
    """How long the good text is that starts there; 1 where none does."""
    good = _GOOD.match(text, at)
    return len(good[0]) if good else 1


def _number_at(text: str, at: int) -> Token | None:
    found = _NUMBER.match(text, at)
    if found is None:
        return None
    is_float = bool(set(found[0]) & set(".eE"))
    return Token(float(found[0]) if is_float else parse_int(found[0]), found.end())


# Texts


def _text_at(text: str, at: int) -> Token | None:
    """The text that starts there in quotes of whatever sort, if one does."""
    good = _GOOD.match(text, at)
    if good is not None and not text[good.end() : good.end() + 1].isalnum():  # else the quote was meant as part of it
        return Token(_unescaped(good[0][1:-1]), good.end())
    sign = text[at]
    if sign == '"':
        return _broken(text, at)
    if text.startswith(_ENTITY, at):
        return _wrongly_quoted(text, at, _ENTITY, _ENTITY)
    return _wrongly_quoted(text, at, sign, f"[{_QUOTES[sign]}]") if sign in _QUOTES else None


def _wrongly_quoted(text: str, start: int, opener: str, closers: str) -> Token:
    """A text in other quotes: up to the first that JSON goes on behind, else the first, else the end of the line."""
    line_end = _line_end(text, start)
    closing = list(re.compile(closers).finditer(text, start + len(opener), line_end))
    first = closing[0].span() if closing else (line_end, line_end)
    end, behind = next((found.span() for found in closing if _AFTER.match(text, found.end())), first)
    content = text[start + len(opener) : end]
    behind = max(behind, start + 1)
    issue = Issue("FI103", start, f"{opener} is no quote in JSON", f'write "{content}"', behind - start)
    return Token(content, behind, (issue,))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _broken(text: str, start: int) -> Token:
    end, closed = _end_of_broken(text, start)
    issues = [] if closed else [Issue("FI109", start, "this text is never closed", 'write " at its end', end - start)]
    issues += _inside(text, start + 1, end)
    return Token(_unescaped(text[start + 1 : end]), min(end + closed, len(text)), tuple(issues))


def _end_of_broken(text: str, start: int) -> tuple[int, bool]:
    """Where a broken text ends, and whether a quote closes it there.

    That is the first quote behind which JSON goes on. On another line it must not be its line's first sign, and no
    colon may follow, or else it opens the next name.
    """
    line_end = _line_end(text, start)
    first = None
    for at in _quotes(text, start + 1):
        if at > line_end and not _may_close_below(text, at):
            break
        if _AFTER.match(text, at + 1):
            return at, True
        if at > line_end:
            break
        first = at if first is None else first
    if first is not None and line_end - start < LONGEST_LINE:
        return first, True
    end = start + len(text[start:line_end].rstrip(" \t\r,}]"))
    return max(end, start + 1), False


def _quotes(text: str, start: int) -> Iterator[int]:
    """Quotes from ``start`` on that no backslash stands before."""
    for found in re.finditer(r'\\.|"', text[start : start + _AS_FAR], re.DOTALL):
        if found[0] == '"':
            yield start + found.start()


def _may_close_below(text: str, at: int) -> bool:
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return bool(before.strip()) and not re.match(r'"\s*:', text[at : at + 40])


def _inside(text: str, start: int, end: int) -> Iterator[Issue]:
    """Bad escapes, control characters and quotes within a text."""
    for found in _SUSPECT.finditer(text, start, end):
        at, sign = found.start(), found[0][0]
        if sign == '"':
            yield Issue("FI110", at, "a quote within a text must be escaped", 'write \\"')
        elif sign != "\\":
            name, escaped = _CONTROLS.get(sign, ("a control character", f"\\u{ord(sign):04x}"))
            yield Issue("FI108", at, f"{name} stands within a text", f"write {escaped} instead")
        elif not _ESCAPE.match(text, at):
            fix = "write \\\\ for a backslash, or leave it out"
            yield Issue("FI107", at, f"{found[0]} is no escape that JSON knows", fix, 2)


def _unescaped(source: str) -> str:
    if "\\" not in source:
        return source

    def plain(found: re.Match[str]) -> str:
        sign = found[1]
        return chr(int(sign[1:], 16)) if len(sign) > 1 else _PLAIN.get(sign, sign)

    return _ESCAPED.sub(plain, source).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# Words


def _word_at(text: str, at: int) -> Token:
    """A placeholder or a word without quotes, or a sign that means nothing here."""
    placeholder = _PLACEHOLDER.match(text, at)
    if placeholder is not None:
        return Token(placeholder[0], placeholder.end(), (_outside(placeholder[0], at),))
    bare = _BARE.match(text, at)
    word = bare[0] if bare is not None else text[at]
    end = at + len(word)
    if word.lower() in _WORDS:
        return Token(_WORDS[word.lower()], end, () if word in _WORDS else (other_case(word, at),))
    instead = _ELSEWHERE.get(word)
    if instead is not None or _OTHER_NUMBER.fullmatch(word):
        fix = f"write {instead or 'a plain number, or a text in quotes'}"
        issue = Issue("FI112", at, f"{word} is no JSON value", fix, len(word))
        return Token(None if instead else word, end, (issue,))
    said = f"the text {word!r} stands without quotes"
    return Token(word, end, (Issue("FI111", at, said, f'write "{word}"', len(word)),))


def other_case(word: str, at: int) -> Issue:
    """TRUE, False and the like: PHP takes them in any case."""
    said = f"{word} is read by a real iTop, and by few others"
    return Issue("FI121", at, said, f"write {word.lower()}", len(word))


def _outside(placeholder: str, at: int) -> Issue:
    why = "a real iTop reads the JSON before it replaces placeholders"
    said = f"the placeholder {placeholder} stands outside a text: {why}"
    return Issue("FI104", at, said, f'write "{placeholder}"', len(placeholder))
