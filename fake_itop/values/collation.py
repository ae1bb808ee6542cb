"""Text order and equality as the database has them (an approximation of MySQL's ``utf8mb4_unicode_ci``).

Letter case, accents and trailing blanks do not count; punctuation sorts before digits, digits before letters.
"""

import unicodedata

_PUNCTUATION = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
"""ASCII's blanks and marks in the order of the Unicode collation table; all of them sort before the digits."""
_PAD = chr(_PUNCTUATION.index(" ") + 1)
_ASCII = dict.fromkeys([*range(32), 127]) | {ord(mark): 1 + rank for rank, mark in enumerate(_PUNCTUATION)}
_LIKE_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "þ": "th", "ı": "i"})
_LAST_OF_BASIC_PLANE = "\uffff"
_BEYOND_BASIC_PLANE = "\ufffd"
"""One weight for every emoji and rare script: the collation knows only the basic plane."""


def fold(text: str) -> str:
    """A key whose order and equality are the collation's. Costs a pass over the text; callers that repeat it cache."""
    if not text.isascii():
        text = _strip_accents(text)
    return text.lower().translate(_ASCII).rstrip(_PAD)


def _strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LIKE_LETTERS)
    return "".join(_simplify(char) for char in decomposed if not unicodedata.combining(char))


def _simplify(char: str) -> str:
    return char if char <= _LAST_OF_BASIC_PLANE else _BEYOND_BASIC_PLANE


def compare(left: str, right: str) -> int:
    """-1, 0 or 1 as ``left`` sorts before, with or after ``right``."""
    ours, theirs = fold(left), fold(right)
    return (ours > theirs) - (ours < theirs)
