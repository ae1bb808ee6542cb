"""What stands without quotes: numbers, words, and placeholders that forgot them."""

from __future__ import annotations

import re

from fake_itop.check.json_text.pieces import Issue, Piece
from fake_itop.values.php_json import parse_int

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])")
_OTHER_NUMBER = re.compile(r"[+-]?[\d.][\w.+-]*")
_PLACEHOLDER = re.compile(r"\$\w+(?:\s*(?:->|-&gt;|→|\.)\s*[^$\n\",}]*)?\$|%24\w+(?:->|-&gt;).*?%24")
_BARE = re.compile(r"[^\s,:{}\[\]\"]+(?:[ \t]+[^\s,:{}\[\]\"]+)*")
_WORDS = {"true": True, "false": False, "null": None}
_ELSEWHERE = dict.fromkeys(("None", "undefined", "NaN", "Infinity", "-Infinity"), "null")
"""Words of other languages, and what JSON has for them."""


def number_at(text: str, at: int) -> Piece | None:
    """The number that starts there, if one does."""
    found = _NUMBER.match(text, at)
    if found is None:
        return None
    is_float = bool(set(found[0]) & set(".eE"))
    return Piece(float(found[0]) if is_float else parse_int(found[0]), found.end())


def word_at(text: str, at: int) -> Piece:
    """A placeholder or a word without quotes, or a sign that means nothing here."""
    placeholder = _PLACEHOLDER.match(text, at)
    if placeholder is not None:
        return Piece(placeholder[0], placeholder.end(), (_outside(placeholder[0], at),))
    bare = _BARE.match(text, at)
    word = bare[0] if bare is not None else text[at]
    end = at + len(word)
    if word in _WORDS:
        return Piece(_WORDS[word], end)
    if word.lower() in _WORDS:
        return Piece(_WORDS[word.lower()], end, (other_case(word, at),))
    value, issue = _unknown(word, at)
    return Piece(value, end, (issue,))


def other_case(word: str, at: int) -> Issue:
    """TRUE, False and the like: PHP takes them in any case."""
    said = f"{word} is read by a real iTop, and by few others"
    return Issue("FI121", at, said, len(word), f"write {word.lower()}")


def _outside(placeholder: str, at: int) -> Issue:
    why = "a real iTop reads the JSON before it replaces placeholders"
    said = f"the placeholder {placeholder} stands outside a text: {why}"
    return Issue("FI104", at, said, len(placeholder), f'write "{placeholder}"')


def _unknown(word: str, at: int) -> tuple[str | None, Issue]:
    instead = _ELSEWHERE.get(word)
    if instead is not None or _OTHER_NUMBER.fullmatch(word):
        fix = f"write {instead or 'a plain number, or a text in quotes'}"
        return None if instead else word, Issue("FI112", at, f"{word} is no JSON value", len(word), fix)
    return word, Issue("FI111", at, f"the text {word!r} stands without quotes", len(word), f'write "{word}"')
