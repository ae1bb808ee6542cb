"""``LIKE`` and ``REGEXP`` as the database has them: letter case does not count, nor for ``LIKE`` do accents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pcre2  # type: ignore[import-untyped]  # it has no hints

from fake_itop.oql.errors import SqlError
from fake_itop.values import messages
from fake_itop.values.budget import Budget, BudgetExceededError, Limits, current_budget
from fake_itop.values.collation import fold

Matcher = Callable[[str], bool]

ERROR_BAD_REGEXP = 1139
MATCH_LIMIT = 10_000_000
"""Steps back that PCRE2 takes at one place of a text before it gives up, where nobody says otherwise."""
_HEAP_LIMIT = "(*LIMIT_HEAP=20000)"
"""Kilobytes that one search may take."""
_QUICK_CHARACTERS = 1 << 26
_CHARACTERS_A_STEP = 10_000
"""So many characters the engine runs over in the time that counting one step takes."""
_AUTO_CALLOUT = 4
"""PCRE2's own number: it calls back before each item of a pattern."""
_TOO_MANY_STEPS = "match limit exceeded"
_REPEAT = re.compile(r"[*+{]|\(\?[R&P0-9+-]|\\g")
"""What can run over more of a text than the pattern is long."""
_BRACES = re.compile(
    r"\\Q.*?(?:\\E|\Z)"  # quoted
    r"|\\[pPxoNgk]\{|\\."  # escaped, some with braces of their own
    r"|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*+(?:\]|\Z)"  # a class
    r"|\{(?:\d+(?:,\d*)?\})?",
    re.DOTALL,
)
_PIECE = re.compile(r"\\(.)|([%_])|([^\\%_]+)|(\\)", re.DOTALL)
_SENTINEL = "|"


def like(pattern: str) -> Matcher:
    """Whether a text is like ``pattern``: ``%`` any characters, ``_`` one, a backslash takes the next one literally."""
    general = _matcher(_segments(pattern, _soften))
    if not pattern.isascii():
        return lambda text: general(_soften(text))
    plain = _matcher(_segments(pattern, str.lower))

    def matches(text: str) -> bool:
        return plain(text.lower()) if text.isascii() else general(_soften(text))

    return matches


def _soften(text: str) -> str:
    """The collation's key of a text, but trailing blanks count."""
    return fold(text + _SENTINEL)[:-1]


def _segments(pattern: str, soften: Callable[[str], str]) -> list[list[str | None]]:
    """The pieces between the ``%``: softened literal texts, and ``None`` for each ``_``."""
    segments: list[list[str | None]] = [[]]
    for escaped, wildcard, literal, backslash in _PIECE.findall(pattern):
        if wildcard == "%":
            segments.append([])
        elif wildcard:
            segments[-1].append(None)
        else:
            segments[-1].append(soften(escaped or literal or backslash))
    return segments


def _matcher(segments: list[list[str | None]]) -> Matcher:
    texts = [segment for segment in segments if segment]
    if all(None not in segment for segment in segments):
        found = _fixed(["".join(piece or "" for piece in segment) for segment in segments])
        if found is not None:
            return found
    if len(segments) == 1:
        whole = re.compile(_regex(segments[0]), re.DOTALL)
        return lambda text: whole.fullmatch(text) is not None
    first = re.compile(_regex(segments[0]), re.DOTALL)
    middle = [re.compile(_regex(segment), re.DOTALL) for segment in segments[1:-1] if segment in texts]
    last = re.compile(_regex(segments[-1]) + r"\Z", re.DOTALL)
    return lambda text: _match(text, first, middle, last, _width(segments[-1]))


def _fixed(literals: Sequence[str]) -> Matcher | None:
    """The common patterns without ``_``: equal, begins, ends, contains."""
    match literals:
        case [only]:
            return lambda text: text == only
        case [start, ""]:
            return lambda text: text.startswith(start)
        case ["", end]:
            return lambda text: text.endswith(end)
        case ["", inner, ""]:
            return lambda text: inner in text
        case _:
            return None


def _match(
    text: str, first: re.Pattern[str], middle: Sequence[re.Pattern[str]], last: re.Pattern[str], tail: int
) -> bool:
    """Each piece at its first place behind the one before: never slower than the text times the pattern."""
    found = first.match(text)
    for piece in middle:
        if found is None:
            return False
        found = piece.search(text, found.end())
    return found is not None and len(text) - tail >= found.end() and last.match(text, len(text) - tail) is not None


def _regex(segment: Sequence[str | None]) -> str:
    return "".join("." if piece is None else re.escape(piece) for piece in segment)


def _width(segment: Sequence[str | None]) -> int:
    return sum(1 if piece is None else len(piece) for piece in segment)


def regexp(pattern: str) -> Matcher:
    """Whether a regular expression is found in a text: the database's PCRE2, letter case aside.

    Where the engine gives up ("regexp: recursion", or more than `MATCH_LIMIT` steps back) the database only warns, and
    nothing is found. Steps back beyond a first few are spent of the request's budget.

    Raises:
        SqlError: the pattern is none ("fact syntax regexp bad", "regexp: repeat of 65,536").
    """
    spelled = _as_mariadb(pattern)
    repeats = _REPEAT.search(pattern) is not None
    quick = {1: _compile(f"(*LIMIT_MATCH=1){spelled}")}  # a mistake is told though there be no row to match

    def matches(text: str) -> bool:
        steps = _few_steps(len(text), repeats=repeats)
        if steps not in quick:
            quick[steps] = _compile(f"(*LIMIT_MATCH={steps}){spelled}")
        sound = _sound(text)
        budget = current_budget() or Budget(Limits())
        budget.look_at_the_clock()
        try:
            return quick[steps].search(sound) is not None
        except pcre2.LibraryError as error:
            return str(error) == _TOO_MANY_STEPS and _search_counting(spelled, sound, budget)

    return matches


def _search_counting(pattern: str, text: str, budget: Budget) -> bool:
    """The same at any length, step by step. The longer the text, the more a step may have to run over."""
    cost = 1 + len(text) // _CHARACTERS_A_STEP
    exceeded: list[BudgetExceededError] = []

    def count(_block: object) -> pcre2.CalloutReturn:
        try:
            budget.spend("matching", cost)
        except BudgetExceededError as error:  # nothing may be raised through the engine
            exceeded.append(error)
            return pcre2.CalloutReturn.ABORT
        return pcre2.CalloutReturn.PASS

    try:
        found = _compile(f"(*LIMIT_MATCH={MATCH_LIMIT}){pattern}", count).search(text) is not None
    except pcre2.LibraryError:
        found = False
    if exceeded:
        raise exceeded[0]
    return found


def _compile(pattern: str, callout: Callable[[object], pcre2.CalloutReturn] | None = None) -> pcre2.Pattern:
    flags = pcre2.IGNORECASE if callout is None else pcre2.IGNORECASE | _AUTO_CALLOUT
    try:
        return pcre2.compile(_HEAP_LIMIT + pattern, flags, jit=False, callout=callout)
    except (pcre2.PatternError, UnicodeEncodeError) as error:
        raise SqlError(ERROR_BAD_REGEXP, messages.bad_regexp(error)) from None


def _few_steps(length: int, *, repeats: bool) -> int:
    """So many steps back that a search takes less than a tenth of a second at worst, however mean the pattern.

    The engine counts its steps back anew at each place of the text, and does not count the characters that a repeated
    item runs over in a step: at worst the whole text.
    """
    at_worst = length * length if repeats else length
    rough = max(1, _QUICK_CHARACTERS // max(1, at_worst))
    return min(1 << (rough.bit_length() - 1), MATCH_LIMIT)  # a power of two: few patterns are compiled


def _sound(text: str) -> str:
    """A text that the engine takes: bytes that are no UTF-8 count as unknown characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _as_mariadb(pattern: str) -> str:
    r"""A pattern as the database's version of PCRE2 reads it, spelled for the one that is used here.

    There ``{,5}`` and ``{ 1 }`` are plain characters ("regexp: quantifier on nothing"), and ``\u`` is nothing.

    Raises:
        SqlError: it holds what the database's version refuses.
    """

    def spelled(found: re.Match[str]) -> str:
        if found[0] in (r"\u", r"\U"):
            raise SqlError(ERROR_BAD_REGEXP, messages.bad_regexp(messages.UNKNOWN_ESCAPE))
        return r"\{" if found[0] == "{" else found[0]

    return _BRACES.sub(spelled, pattern)
