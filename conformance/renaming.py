"""A planted re-recording: the same cases with other names, titles, texts and dates.

Who answers by iTop's rules answers these as well; who knows the recorded texts by heart does not. A word is renamed
where it is the caller's own: it stands in what requests write, and iTop never says it by itself. Its length and its
place in the alphabet stay, because messages count characters and lists are sorted.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from conformance.corpus import Case, Corpus, Step

SHORTEST = 4
"""Letters of the shortest word that is renamed: shorter ones are parts of codes, markup and patterns."""

LONGEST = 40
"""And of the longest: longer ones are there for their length."""

YEARS = 4
"""Dates are moved by so many years, away from today; leap years stay leap years."""

FUTURE = "2027"
"""Years from this one on were the future when the cases were recorded."""

_TOKEN = re.compile(r"%[0-9A-F]{2}|\\[a-z]|\w+")
_WORD = re.compile(r"[A-Z]?[a-z]+")
_DATE = re.compile(r"\b(\d{4})(?=-\d\d-\d\d)")
_THREE_WORDS = re.compile(r"\b(?=([a-z]+) ([a-z]+) ([a-z]+)\b)")
_MARKUP = re.compile(r"\{\{[^}]*\}\}|<[^>]*>?|&\w+;?|style=|(?<![\w.+-])[\w.+-]+://[^\s\"']*")
_HEX = re.compile(r"(?<=bin2hex\): )[0-9a-f]+")

Rewrite = Callable[[str], str]


@dataclass(frozen=True)
class Renaming:
    """What becomes of words (in lower case) and of years."""

    words: Mapping[str, str]
    years: Mapping[str, str]

    def text(self, text: str) -> str:
        """A text with its words and dates renamed, in either case of letters, also where it is quoted in hex."""
        text = _HEX.sub(lambda found: self._quoted(found[0]), text)
        text = _TOKEN.sub(lambda found: self._word(found[0]), text)
        return _DATE.sub(lambda found: self.years.get(found[1], found[1]), text)

    def value(self, value: Any) -> Any:
        """A JSON value with all its texts renamed; the names of its members stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.value(inner) for key, inner in value.items()}
        return [self.value(inner) for inner in value] if isinstance(value, list) else value

    def corpus(self, corpus: Corpus) -> Corpus:
        """The corpus as it would have been recorded with other texts."""
        cases = [replace(case, steps=self.value(list(case.steps))) for case in corpus.cases]
        return replace(corpus, cases=cases, givens={name: self.value(list(s)) for name, s in corpus.givens.items()})

    def _quoted(self, digits: str) -> str:
        text = bytes.fromhex(digits).decode("utf-8", "surrogateescape")
        return self.text(text).encode("utf-8", "surrogateescape").hex()

    def _word(self, token: str) -> str:
        new = self.words.get(token.lower())
        if new is None:
            return token
        return "".join(letter.upper() if old.isupper() else letter for old, letter in zip(token, new, strict=True))


def renaming(corpus: Corpus, reserved: Iterable[str], seed: int) -> Renaming:
    """Other words for those of a corpus.

    Args:
        corpus: the recordings.
        reserved: words that mean something to iTop, in lower case.
        seed: chooses among the words that would do.
    """
    own = frozenset([*reserved, *_of_itop(corpus)])
    kept = own.union(_within_sentences(corpus, own))
    words = sorted({word for step in _steps(corpus) for word in _words(_written(step))} - kept)
    choice = random.Random(seed)  # noqa: S311 - names, not secrets
    new = {word: _other(word, prefix, choice) for word, prefix in zip(words, _telling(words), strict=True)}
    years = {year for step in _steps(corpus) for text in _texts(_written(step)) for year in _DATE.findall(text)}
    return Renaming(new, {year: str(int(year) + (YEARS if year >= FUTURE else -YEARS)) for year in years})


def _steps(corpus: Corpus) -> Iterator[Step]:
    for steps in (*(case.steps for case in corpus.cases), *corpus.givens.values()):
        yield from steps


def _asked(step: Step) -> Any:
    return {key: value for key, value in step.items() if key not in ("reply", "webhooks")}


def _written(step: Step) -> Any:
    """The values that a step writes to objects."""
    request = step.get("request") or step
    fields = request.get("fields") if isinstance(request, Mapping) else None
    return list(fields.values()) if isinstance(fields, Mapping) else []


def _of_itop(corpus: Corpus) -> Iterator[str]:
    """Words that iTop said in a case where nobody had said them before, that stand in markup, or name something."""
    for case in corpus.cases:
        yield from _unprompted(corpus, case)
    for step in _steps(corpus):
        for text in _texts(step):
            for markup in _MARKUP.findall(text):
                yield from _words(markup)
        yield from (word for name in _names(step) for word in _words(name))
        yield from _words([[sent.get("path"), sent.get("headers")] for sent in step.get("webhooks", [])])
        yield from _words([step.get(key) for key in ("do", "to", "as", "stimulus")])
        yield from _words(_read_as_dates(_asked(step)))
    yield from (word for login in corpus.logins.values() for word in _words(list(login)))


def _unprompted(corpus: Corpus, case: Case) -> set[str]:
    steps = [*corpus.givens[case.given], *case.steps]
    asked = {word for step in steps for word in _words(_asked(step))}
    return {word for step in case.steps for word in _words([step["reply"], step.get("webhooks")])} - asked


def _within_sentences(corpus: Corpus, own: frozenset[str]) -> Iterator[str]:
    """Words between two of iTop's own in a message: it quotes what it was told at the end, or in signs of its own."""
    for case in corpus.cases:
        for step in case.steps:
            json = step["reply"].get("json") if isinstance(step["reply"], Mapping) else None
            message = json.get("message") if isinstance(json, Mapping) else None
            for before, word, after in _THREE_WORDS.findall(str(message).lower()):
                if all(beside in own or len(beside) < SHORTEST for beside in (before, after)):
                    yield word


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


def _read_as_dates(value: Any) -> list[Any]:
    """Dates of log entries, which PHP takes apart: "yesterday" is one, another word is none."""
    if isinstance(value, Mapping):
        return [value.get("date"), *(date for inner in value.values() for date in _read_as_dates(inner))]
    return [date for inner in value for date in _read_as_dates(inner)] if isinstance(value, list) else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _words(value: Any) -> Iterator[str]:
    for text in _texts(value):
        for token in _TOKEN.findall(text):
            if SHORTEST <= len(token) <= LONGEST and _WORD.fullmatch(token):
                yield token.lower()


def _telling(words: Sequence[str]) -> Iterator[int]:
    """How many first letters tell each of the sorted words from its neighbours; these stay."""
    shared = [_common(one, other) for one, other in pairwise(["", *words, ""])]
    return (max(before, after, 1) + 1 for before, after in pairwise(shared))


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _other(word: str, kept: int, choice: random.Random) -> str:
    return word[:kept] + "".join(choice.choice("bcdfghjklmnpqrstvwxz") for _ in word[kept:])
