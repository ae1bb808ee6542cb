"""JSON the way PHP writes and reads it (``json_encode`` with default flags, ``json_decode`` into arrays).

Source: the recordings' family ``transport`` ("json_data variant …") and the replies' own texts.
"""

import json
import re
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii
from typing import Any

from fake_itop.values.budget import breathe
from fake_itop.values.php_types import format_float

MAX_DEPTH = 511
"""Arrays and objects within each other that PHP reads: the value inside is the 512th ("json depth 512")."""
INT64 = range(-(2**63), 2**63)
MAX_INT64_LENGTH = len(str(INT64[0]))

_AS_LIST = ("{}", '{"0":')
_FLOATS = (re.compile(r"\.[0-9]+(?:e[+-][0-9]+)?(?:[,\]}]|\Z)"), re.compile(r"e[+-][0-9]+(?:[,\]}]|\Z)"))
_STRING = r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
"""A string, or what is to be one and has no end: to look for that end again from each quote would take for ever."""
_STRINGS = re.compile(_STRING, re.DOTALL)
_STRING_OR_WORD = re.compile(rf"({_STRING})|[A-Za-z]+", re.DOTALL)
_ESCAPED_DELETE = re.compile(r"(?<!\\)((?:\\\\)*)\\u007f")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_INT_KEY = re.compile(r"(?:0|-?[1-9][0-9]{0,18})\Z")
_MAYBE_INT_KEY = re.compile(r'"-?[0-9]+"\s*:')


class PhpJsonError(ValueError):
    """PHP would neither read this JSON nor write this value."""


def encode(value: Any) -> str:
    r"""PHP's ``json_encode(value)``: ``\/``, ``\uXXXX``, an empty dict or one keyed 0..n-1 is a list.

    Raises PhpJsonError for what PHP cannot encode: infinite floats, text that is not valid Unicode, endless nesting.
    """
    try:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        if "\\ud" in text:  # perhaps half of a surrogate pair, which stands for invalid UTF-8
            json.dumps(value, ensure_ascii=False).encode()
        if _may_differ(text):
            text = _encode_as_php(value)
    except (ValueError, RecursionError) as error:
        message = f"the value cannot be written as JSON: {error}"
        raise PhpJsonError(message) from error
    if "\\u007f" in text:
        text = _ESCAPED_DELETE.sub("\\1\x7f", text)
    return text.replace("/", "\\/")


def _may_differ(text: str) -> bool:
    """Whether Python's JSON holds what PHP writes in another way (or, seldom, a string that merely looks so)."""
    return any(sign in text for sign in _AS_LIST) or any(pattern.search(text) for pattern in _FLOATS)


def _encode_as_php(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if isinstance(value, float):
        return format_float(value) if value or str(value) != "-0.0" else "-0.0"
    if isinstance(value, Mapping):
        return _encode_array(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_encode_as_php, value)) + "]"
    return json.dumps(value)


def _encode_array(value: Mapping[Any, Any]) -> str:
    if all(type(key) is int and key == index for index, key in enumerate(value)):
        return _encode_as_php(list(value.values()))
    members = (f"{encode_basestring_ascii(str(key))}:{_encode_as_php(item)}" for key, item in value.items())
    return "{" + ",".join(members) + "}"


def decode(text: str | bytes) -> Any:
    """PHP's ``json_decode(text, true)``.

    Objects are dicts whose integer-like keys are ints, as in PHP's arrays; of equal keys the last value stays at the
    first one's place; integers beyond 64 bit are floats. Raises PhpJsonError with the reason in one line.
    """
    try:
        source = text.decode() if isinstance(text, bytes) else text
        if source.count("[") + source.count("{") > MAX_DEPTH:
            _check_depth(source)
        value = _loads(source)
        if _SURROGATE.search(source):
            json.dumps(value, ensure_ascii=False).encode()  # fails on half of a surrogate pair
        elif not source.isascii():
            source.encode()
    except (ValueError, RecursionError) as error:
        message = f"not valid JSON: {error}"
        raise PhpJsonError(message) from error
    return value


def _check_depth(source: str) -> None:
    depth = 0
    for bracket in re.findall(r"[\[{\]}]", _STRINGS.sub("", source)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise PhpJsonError(message)


def _loads(source: str) -> Any:
    hook = _int_keys if _MAYBE_INT_KEY.search(source) else None
    try:
        return json.loads(source, parse_int=parse_int, parse_constant=_refuse, object_hook=hook)
    except json.JSONDecodeError:
        lowered = _STRING_OR_WORD.sub(lambda found: found[1] or found[0].lower(), source)
        if lowered == source:
            raise
    # PHP takes TRUE and Null for true and null.
    return json.loads(lowered, parse_int=parse_int, parse_constant=_refuse, object_hook=hook)


def parse_int(digits: str) -> int | float:
    """A whole number as PHP reads it: beyond 64 bit it is a float."""
    breathe()  # there may be many, and the library that reads them has no other place for it
    if digits == "-0":
        return -0.0
    if len(digits) > MAX_INT64_LENGTH:  # also spares Python's limit on digits
        return float(digits)
    number = int(digits)
    return number if number in INT64 else float(digits)


def _refuse(constant: str) -> None:
    message = f"{constant} is no JSON value"
    raise PhpJsonError(message)


def _int_keys(members: dict[str, Any]) -> dict[int | str, Any]:
    return {array_key(key): value for key, value in members.items()}


def array_key(key: str) -> int | str:
    """The key a PHP array uses for this text: a canonical decimal integer becomes an int."""
    if _INT_KEY.match(key) and int(key) in INT64:
        return int(key)
    return key
