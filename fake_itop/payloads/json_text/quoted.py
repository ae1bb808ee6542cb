"""Texts in quotes: good ones, those in quotes of another sort, and those that are broken inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.payloads.json_text.pieces import Issue, Piece

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
