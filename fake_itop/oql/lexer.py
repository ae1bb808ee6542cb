"""Cuts a query into tokens, with iTop's names for them.

Source: recordings ``oql``: "fact syntax …" (strings, numbers, keywords in capitals only), "fact function …" and
"fact interval …" (which words are functions: what is none is a NAME, and a parenthesis behind it is unexpected).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark.lexer import Lexer, Token

from fake_itop.oql.errors import unexpected_input
from fake_itop.values.budget import spend

KEYWORDS = {
    "SELECT": "SELECT",
    "FROM": "FROM",
    "AS": "AS_ALIAS",
    "JOIN": "JOIN",
    "ON": "ON",
    "WHERE": "WHERE",
    "UNION": "UNION",
    "AND": "LOG_AND",
    "OR": "LOG_OR",
    "LIKE": "LIKE",
    "NOT LIKE": "NOT_LIKE",
    "REGEXP": "REGEXP",
    "MATCHES": "MATCHES",
    "IN": "IN",
    "NOT IN": "NOT_IN",
    "BELOW": "BELOW",
    "BELOW STRICT": "BELOW_STRICT",
    "NOT BELOW": "NOT_BELOW",
    "NOT BELOW STRICT": "NOT_BELOW_STRICT",
    "ABOVE": "ABOVE",
    "ABOVE STRICT": "ABOVE_STRICT",
    "NOT ABOVE": "NOT_ABOVE",
    "NOT ABOVE STRICT": "NOT_ABOVE_STRICT",
    "INTERVAL": "INTERVAL",
    "NULL": "NULL_VAL",
}
"""Words of the language. Those of two words are one token: alone, ``NOT`` is a mere NAME."""

UNITS = ("SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR")
"""Units of an ``INTERVAL``; the last three are functions too."""

FUNCTIONS = (
    "IF",
    "ELT",
    "COALESCE",
    "ISNULL",
    "CONCAT",
    "SUBSTR",
    "TRIM",
    "DATE",
    "DATE_FORMAT",
    "CURRENT_DATE",
    "NOW",
    "TIME",
    "TO_DAYS",
    "FROM_DAYS",
    "YEAR",
    "MONTH",
    "DAY",
    "DATE_ADD",
    "DATE_SUB",
    "ROUND",
    "FLOOR",
    "INET_ATON",
    "INET_NTOA",
)
"""Exactly the functions that iTop accepts."""

SYMBOLS = {
    "(": "PAR_OPEN",
    ")": "PAR_CLOSE",
    ",": "COMA",
    ".": "DOT",
    "+": "MATH_PLUS",
    "-": "MATH_MINUS",
    "*": "MATH_MULT",
    "/": "MATH_DIV",
    "=": "EQ",
    "!=": "NOT_EQ",
    "<=": "LE",
    ">=": "GE",
    "<<": "BITWISE_LEFT_SHIFT",
    ">>": "BITWISE_RIGHT_SHIFT",
    "<": "LT",
    ">": "GT",
    "&": "BITWISE_AND",
    "|": "BITWISE_OR",
    "^": "BITWISE_XOR",
}

TOKEN_NAMES = {**KEYWORDS, **{word: f"F_{word}" for word in (*UNITS, *FUNCTIONS)}, **SYMBOLS}
"""What iTop calls each fixed word and symbol."""

LONGEST_STRING = 6_138
"""Bytes between the quotes of the longest text that iTop's lexer takes; a longer one starts no token.

Recorded is that 7,999 are too many ("regexp: long alternation"), and nothing near is taken: PHP's stack for regular
expressions ends there. The number is where PCRE2's just-in-time compiler ends with PHP's 192 KiB, for a string as
iTop's language has it.
"""

_WORDS = sorted((*KEYWORDS, *UNITS, *FUNCTIONS), key=len, reverse=True)
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<BLANK>[ \t\r\n]+)",
            rf"(?P<FIXED>(?:{'|'.join(_WORDS)})\b|[!<>]=|<<|>>|[-(),.+*/=<>&|^])",
            r"(?P<NAME>[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)",
            r"(?P<VARNAME>:[A-Za-z_][A-Za-z0-9_]*(?:->[A-Za-z_][A-Za-z0-9_]*)*)",
            r"(?P<HEXVAL>0x[0-9a-fA-F]+)",
            r"(?P<NUMVAL>[0-9]+)",
            r"""(?P<STRVAL>'(?:[^'\\]|\\['\\])*'|"(?:[^"\\]|\\["\\])*")""",
        )
    ),
    re.ASCII,
)


class OqlLexer(Lexer):
    """Hands the parser one token after the other, so that of several mistakes the first one counts."""

    def __init__(self, _configuration: object) -> None:
        """Take lark's configuration, of which nothing is needed."""

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override]  # lark's simple interface: a text goes in
        """The tokens of the text, each with its place in bytes, as iTop counts.

        Raises:
            OqlError: a character that starts no token.
        """
        place, position = 0, 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or (found.lastgroup == "STRVAL" and _bytes(found[0]) > LONGEST_STRING + len("''")):
                raise unexpected_input(text[place], text.count("\n", 0, place) + 1, position)
            spend("tokens")
            if found.lastgroup != "BLANK":
                yield Token(_name(found), found[0], start_pos=position)
            place = found.end()
            position += _bytes(found[0])


def _name(found: re.Match[str]) -> str:
    kind = found.lastgroup
    assert kind is not None
    return TOKEN_NAMES[found[0]] if kind == "FIXED" else kind


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
