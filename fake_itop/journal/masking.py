"""Secrets never leave the journal: they are masked where a message is written down for others.

What counts as one, `fake_itop.values.secrets` says; ``codes`` are those of the instances' own datamodels.

Whatever a body is (form, JSON, multipart, a mixture, any of them encoded or quoted once more), each rule goes over it
once and says where secrets stand, so that the time grows with the length, however mean the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from fake_itop.values.budget import breathe
from fake_itop.values.http import Headers
from fake_itop.values.secrets import MASK, is_secret, is_secret_header

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

_USERINFO = (
    re.compile(r":(?:\\{0,7}+/){2}[^/@\s:\\]*+:([^/@\s\\]++)(?=@)"),
    re.compile(
        r"(?::|%3A)(?:(?:\\|%5C){0,7}+(?:/|%2F)){2}(?:(?!%2F|%40|%3A)[^/@\s:\\])*+(?::|%3A)"
        r"((?:(?!%2F|%40)[^/@\s\\])++)(?=@|%40)",
        re.IGNORECASE,
    ),
)
"""``http://user:password@``, with ``\\/`` for a slash as PHP writes it, quoted again; and percent-encoded."""

_HEADER_LINE = re.compile(
    r"""(?:\A|[\r\n"'=>]|(?:\\|%5C)[nr]|%0[AD]|%22|%3D)(?:[ \t+]|%20)*+"""
    r"""([A-Za-z][\w-]{1,100}+)(?::|%3A)(?:[ \t+]|%20|%09)*+"""
    r"""((?:(?!\\+[nr"]|%0[AD]|%5C|%22|%26)[^\r\n"&<])++)""",
    re.IGNORECASE,
)
"""``Authorization: Bearer …`` as a line of a text: a webhook's headers, in its action and in its record."""

_WHERE = re.compile(r"where", re.IGNORECASE)
_COMPARED = re.compile(
    rf"""(?<!\w)(?:(?<=%)[0-9A-F]{{2}})?+(\w{{1,{_LONGEST_NAME}}}+)(?:`|%60)?+{_BLANK}*+"""
    rf"""(?:!?=|<>|[<>]=?|%21%3D|%3D|(?:NOT{_BLANK}++)?+(?:LIKE|REGEXP|(?P<several>IN)(?={_BLANK}*+(?:\(|%28))))"""
    rf"""(?:{_BLANK}|\(|%28)*+(?:\\|%5C)*+(["']|%27|%22)""",
    re.IGNORECASE,
)
"""``auth_pwd = '…'``, ``auth_pwd IN ('…', '…')`` in a query, as it is, quoted or percent-encoded."""
_TEXT = {
    "'": re.compile(r"(?:\\+.|[^'\\])*+", re.DOTALL),
    '"': re.compile(r'[^"\\]*+'),
    "%27": re.compile(r"(?:(?!%27)[^&])*+"),
    "%22": re.compile(r"(?:(?!%22|%5C)[^&])*+", re.IGNORECASE),
}
_LIST = re.compile(r"(?:(?!%29)[^)])*+")

_CHANGES = ("oldvalue", "newvalue", "prevdata")
_CHANGED = re.compile(
    rf"""attcode(?:\\|%5C)*+(?:"|%22){_BLANK}*+(?::|%3A){_BLANK}*+(?:\\|%5C)*+(?:"|%22)(\w++)""", re.IGNORECASE
)
"""The attribute whose change a row of history tells."""

_Span = tuple[int, int]


def mask_headers(headers: Headers) -> dict[str, str]:
    """Headers by name, those that carry a secret masked; values of a repeated header are joined as HTTP does."""
    masked: dict[str, list[str]] = {}
    for name, value in headers:
        masked.setdefault(name, []).append(MASK if is_secret_header(name) else value)
    return {name: ", ".join(values) for name, values in masked.items()}


def mask_text(text: str, codes: Collection[str] = ()) -> str:
    """A URL or a body, with every password and token in it masked, whether form, JSON, multipart or a mixture."""
    codes = _with_changes(text, codes)
    pieces: list[str] = []
    done = 0
    for start, end in sorted(_spans(text, codes)):
        if end <= done:
            continue
        if start >= done:
            pieces += (text[done:start], MASK)
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def mask_json(value: Any, codes: Collection[str] = ()) -> Any:
    """A value of JSON likewise: what stands under a secret's name, and the secrets that its texts hold."""
    match value:
        case str():
            return mask_text(value, codes)
        case Mapping():
            inside = {*codes, *_CHANGES} if is_secret(str(value.get("attcode")), codes) else codes
            return {
                name: MASK if inner and is_secret(name, inside) else mask_json(inner, inside)
                for name, inner in value.items()
            }
        case list() | tuple():
            return [mask_json(inner, codes) for inner in value]
    return value


def _spans(text: str, codes: Collection[str]) -> Iterator[_Span]:
    yield from _in_forms(text, codes)
    yield from _in_json(text, codes)
    yield from _in_parts(text, codes)
    yield from _in_header_lines(text)
    yield from _in_addresses(text)
    if _WHERE.search(text) is not None:
        yield from _in_queries(text, codes)


def _with_changes(text: str, codes: Collection[str]) -> Collection[str]:
    """The names that count in a text: where it tells of changes to a secret, what was there before and after, too."""
    attributes = (_decoded(found[1]) for found in _all(_CHANGED, text))
    return {*codes, *_CHANGES} if any(is_secret(code, codes) for code in attributes) else codes


def _in_header_lines(text: str) -> Iterator[_Span]:
    return (found.span(2) for found in _all(_HEADER_LINE, text) if is_secret_header(found[1]))


def _in_queries(text: str, codes: Collection[str]) -> Iterator[_Span]:
    """What queries compare with a secret."""
    place = 0
    while (found := _COMPARED.search(text, place)) is not None:
        place = found.end()
        if is_secret(found[1], codes):
            rule = _LIST if found["several"] else _TEXT[found[3]]
            value = rule.match(text, place)
            assert value is not None, "nothing at all is a value, too"
            place = value.end()
            yield value.span()


def _in_forms(text: str, codes: Collection[str]) -> Iterator[_Span]:
    place = 0
    breathe()
    while (found := _FORM_NAME.search(text, place)) is not None:
        place = found.end()
        breathe()
        if _is_secret_key(found[1][-_LONGEST_NAME:], codes):
            value = _FORM_VALUE[found[2].upper()].match(text, place)
            assert value is not None, "nothing at all is a value, too"
            place = value.end()
            yield value.span()


def _in_json(text: str, codes: Collection[str]) -> Iterator[_Span]:
    for found in _all(_JSON_NAME, text):
        if is_secret(_decoded(found[2]), codes) and (span := _json_value(text, found)) is not None:
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


def _in_parts(text: str, codes: Collection[str]) -> Iterator[_Span]:
    """Fields and files of a multipart body; a value that has no end goes to the end of the text."""
    place = 0
    while (part := _PART.search(text, place)) is not None:
        place = part.end()
        breathe()
        name = _PART_NAME.search(part[1])
        if name is None or not is_secret(name[1] or name[2] or name[3] or "", codes):
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
    return (found.span(1) for spelling in _USERINFO for found in _all(spelling, text))


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a pattern is found; a long text takes its time."""
    breathe()
    for found in pattern.finditer(text):
        yield found
        breathe()


def _is_secret_key(name: str, codes: Collection[str]) -> bool:
    """Whether a form's name is one, or leads to one in brackets: ``json_data[fields][auth_pwd]``."""
    base, *keys = unquote(name).replace("]", "").split("[")
    return is_secret(keys[-1] if keys else base, codes)


def _decoded(name: str) -> str:
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    return unquote(unescaped) if "%" in unescaped else unescaped
