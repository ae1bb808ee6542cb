"""Reads the parameters' types of a PHP method; of its body nothing is read, let alone run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.datamodel.model import Method

_STRING = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_COMMENT = r"/\*.*?\*/|//[^\n]*|\#(?!\[)[^\n]*"
_NOISE = re.compile(rf"(?P<string>{_STRING})|{_COMMENT}", re.DOTALL)
_ATTRIBUTE = re.compile(r"#\[[^\]]*\]")
_PARAMETER = re.compile(r"(?:(?P<type>[\\\w|&?]+?)\s*)??(?:&\s*)?(?:\.\.\.\s*)?\$\w+")
_OPENING, _CLOSING = "([{", ")]}"


def parameter_types(method: Method) -> tuple[str, ...]:
    """The types of a PHP method's parameters without their leading backslash; an untyped one's is empty."""
    found = (_PARAMETER.match(parameter) for parameter in _parameters(method))
    return tuple((each["type"] or "").removeprefix("\\") for each in found if each is not None)


def needed_parameters(method: Method) -> int:
    """How many arguments a PHP method cannot do without: those parameters that have no value of their own."""
    return sum(bool(each) and "=" not in each and "..." not in each for each in _parameters(method))


def _parameters(method: Method) -> list[str]:
    code = _ATTRIBUTE.sub(" ", _NOISE.sub(_without_noise, method.code))
    declared = re.search(rf"\bfunction\s+&?\s*{re.escape(method.name)}\s*\(", code, re.IGNORECASE)
    return [] if declared is None else [part.strip() for part in _parts(code[declared.end() :])]


def _without_noise(found: re.Match[str]) -> str:
    """Nothing of a comment, and of a text its quotes alone: what stands in either is no PHP."""
    return "''" if found["string"] else " "


def _parts(code: str) -> Iterator[str]:
    """What commas divide up to the parenthesis that closes, not looking into brackets on the way."""
    depth, begin = 0, 0
    for position, sign in enumerate(code):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            if depth == 0:
                yield code[begin:position]
                return
            depth -= 1
        elif sign == "," and depth == 0:
            yield code[begin:position]
            begin = position + 1
