"""Secrets never leave the journal: they are masked where a message is written down for others.

Whatever a body is (form, JSON, multipart, a mixture, any of them encoded or quoted once more), each rule goes over it
once and says where secrets stand, so that the time grows with the length, however mean the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from fake_itop.values.http import Headers

MASK = "******"

_SECRET_HEADERS = re.compile(r"authori[sz]ation|cookie|token|password|passwd|secret|api-?key", re.IGNORECASE)
_SECRETS = frozenset({"auth_pwd", "auth_token", "password", "token", "client_secret", "access_token", "refresh_token"})

_LONGEST_NAME = 200
"""Characters of a name, in the longest way to write it."""
_BLANK = r"(?:[\s+]|%20|%09|%0A|%0D|\\+[nrt])"

_FORM_NAME = re.compile(
    r"(?:\A|[&?\s]|%26|%3F)([^=&?\s%]*+(?:%(?!26|3F|3D)[^=&?\s%]*+)*+)(=|%3D)",
    re.IGNORECASE,
)
"""``auth_pwd=``, ``json_data[fields][auth_pwd]=``, and both percent-encoded as part of an address."""
_FORM_VALUE = {"=": re.compile(r"[^&\s]*+"), "%3D": re.compile(r"(?:(?!%26)[^&\s])*+", re.IGNORECASE)}

_JSON_NAME = re.compile(
    rf"""("|%22)((?:[\w-]|%(?!22|5C)[0-9A-F]{{2}}|\\+u[0-9A-F]{{4}}){{1,{_LONGEST_NAME}}}+)((?:\\|%5C)*+)\1"""
    rf"""{_BLANK}*+(?::|%3A){_BLANK}*+""",
    re.IGNORECASE,
)
"""``"auth_pwd":``, and the same within a JSON text that is itself quoted, or percent-encoded."""
_QUOTE = {'"': re.compile(r'"'), "%22": re.compile(r"%22|&", re.IGNORECASE)}
_OPENING = re.compile(r'(?:\\|%5C)*+(?:"|%22)', re.IGNORECASE)
_SCALAR = re.compile(r"(?!null\b)(?:(?!%2C|%7D|%5D)[^\s,}\]&\"\\{\[])++", re.IGNORECASE)
_ESCAPED = re.compile(r"\\+u([0-9A-Fa-f]{4})")

_PART = re.compile(r"content-disposition:([^\r\n]*+)", re.IGNORECASE)
_PART_NAME = re.compile(r"""[;\s]name\s*=\s*(?:"([^"]*+)"?|'([^']*+)'?|([^;\s]*+))""", re.IGNORECASE)

_END_OF_HEADERS = re.compile(r"\r?\n\r?\n")
_BOUNDARY = re.compile(r"\r?\n--")

_USERINFO = re.compile(
    r"(?::|%3A)(?:\\?/|%5C%2F|%2F){2}(?:(?!%2F|%40|%3A)[^/@\s:\\])*+(?::|%3A)"
    r"((?:(?!%2F|%40)[^/@\s\\])++)(?=@|%40)",
    re.IGNORECASE,
)
"""``http://user:password@``, with ``\\/`` for a slash as PHP writes it, or percent-encoded."""

_Span = tuple[int, int]


def mask_headers(headers: Headers) -> dict[str, str]:
    """Headers by name, those that carry a secret masked; values of a repeated header are joined as HTTP does."""
    masked: dict[str, list[str]] = {}
    for name, value in headers:
        masked.setdefault(name, []).append(MASK if _SECRET_HEADERS.search(name) else value)
    return {name: ", ".join(values) for name, values in masked.items()}


def is_secret(name: str) -> bool:
    """Whether what is called so is nobody else's business."""
    return name.lower() in _SECRETS


def mask_text(text: str) -> str:
    """A URL or a body, with every password and token in it masked, whether form, JSON, multipart or a mixture."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted((*_in_forms(text), *_in_json(text), *_in_parts(text), *_in_addresses(text))):
        if end <= done:
            continue
        if start >= done:
            pieces += (text[done:start], MASK)
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _in_forms(text: str) -> Iterator[_Span]:
    place = 0
    while (found := _FORM_NAME.search(text, place)) is not None:
        place = found.end()
        if _is_secret_key(found[1][-_LONGEST_NAME:]):
            value = _FORM_VALUE[found[2].upper()].match(text, place)
            assert value is not None, "nothing at all is a value, too"
            place = value.end()
            yield value.span()


def _in_json(text: str) -> Iterator[_Span]:
    for found in _JSON_NAME.finditer(text):
        if is_secret(_decoded(found[2])) and (span := _json_value(text, found)) is not None:
            yield span


def _json_value(text: str, name: re.Match[str]) -> _Span | None:
    opening = _OPENING.match(text, name.end())
    if opening is None:
        scalar = _SCALAR.match(text, name.end())
        return None if scalar is None else scalar.span()
    start, depth = opening.end(), _backslashes(text, opening.end() - len(name[1]), 0)
    for quote in _QUOTE[name[1]].finditer(text, start):
        # Of a text that is quoted 0, 1, 2, … times, 0, 1, 3, … backslashes stand before a quote that ends it.
        if quote[0] == "&" or _backslashes(text, quote.start(), start) % (2 * depth + 2) == depth:
            return start, quote.start() - depth * _width(text, quote.start(), depth)
    return start, len(text)


def _backslashes(text: str, end: int, start: int) -> int:
    """How many stand right before ``end``, as they are or percent-encoded."""
    count = 0
    while end > start:
        if text[end - 1] == "\\":
            end -= 1
        elif text[max(start, end - 3) : end].upper() == "%5C":
            end -= 3
        else:
            break
        count += 1
    return count


def _width(text: str, end: int, depth: int) -> int:
    """Characters that a backslash before ``end`` takes."""
    return 1 if not depth or text[end - 1] == "\\" else len("%5C")


def _in_parts(text: str) -> Iterator[_Span]:
    """Fields and files of a multipart body; a value that has no end goes to the end of the text."""
    place = 0
    while (part := _PART.search(text, place)) is not None:
        place = part.end()
        name = _PART_NAME.search(part[1])
        if name is None or not is_secret(name[1] or name[2] or name[3] or ""):
            continue
        start, place = _body_of_part(text, place)
        if start < place:
            yield start, place


def _body_of_part(text: str, place: int) -> _Span:
    blank = _END_OF_HEADERS.search(text, place)
    if blank is None:
        return len(text), len(text)
    end = _BOUNDARY.search(text, blank.end())
    return blank.end(), len(text) if end is None else end.start()


def _in_addresses(text: str) -> Iterator[_Span]:
    return (found.span(1) for found in _USERINFO.finditer(text))


def _is_secret_key(name: str) -> bool:
    """Whether a form's name is one, or leads to one in brackets: ``json_data[fields][auth_pwd]``."""
    base, *keys = unquote(name).replace("]", "").split("[")
    return is_secret(keys[-1] if keys else base)


def _decoded(name: str) -> str:
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    return unquote(unescaped) if "%" in unescaped else unescaped
