"""The one table of what can happen in a story: people who act on both sides, faults, background tasks, time.

Both drivers, the plain generator and the state machine of the test suite, draw from it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from fake_itop.explore.opening import Opening, StagedAct
from fake_itop.explore.run import Run
from fake_itop.explore.story import StoryStep
from fake_itop.network.faults import Corruption, Fault, Link, Verb

TEN_MINUTES = 600.0
LATE = 90.0
"""Seconds by which messages or replies are late: less than a webhook waits, more than pass between two acts."""


class Sort(Enum):
    """What sort of thing happens."""

    PERSON = "person"
    TIME = "time"
    FAULT = "fault"


_SHARES = {Sort.PERSON: 12, Sort.TIME: 1, Sort.FAULT: 5}
"""How often each is drawn."""


@dataclass(frozen=True)
class Rule:
    """Something that can happen.

    ``words`` tell it, with ``{text}`` for what is written. ``fault`` names the fault, for those that are one.
    ``weight`` is how often it is drawn, among those of its sort that are ``possible``.
    """

    name: str
    words: str
    possible: Callable[[Run], bool]
    act: Callable[[Run, StoryStep], None]
    weight: int = 2
    fault: str = ""
    is_of_time: bool = False
    sort: Sort = field(init=False)

    def __post_init__(self) -> None:
        sort = Sort.FAULT if self.fault else Sort.TIME if self.is_of_time else Sort.PERSON
        object.__setattr__(self, "sort", sort)

    def tell(self, step: StoryStep) -> str:
        """The step in plain words."""
        return self.words.format(text=f"“{step.text}”")


def _always(_run: Run) -> bool:
    return True


def _of_act(act: StagedAct) -> Rule:
    return Rule(
        act.name,
        act.words,
        lambda run: run.can(act),
        lambda run, step: run.do(act, step.text, step.number),
        weight=act.weight,
    )


_TIME = (
    Rule("our-cron", "our background tasks run", _always, lambda run, _: run.cron(run.ours), is_of_time=True),
    Rule(
        "their-cron",
        "the partner's background tasks run",
        _always,
        lambda run, _: run.cron(run.partner),
        is_of_time=True,
    ),
    Rule("wait", "ten minutes pass", _always, lambda run, _: run.wait(TEN_MINUTES), is_of_time=True),
)

_BREAKDOWN = (
    Rule(
        "cut",
        "the two cannot reach each other any more",
        lambda run: not run.cut_off,
        lambda run, _: run.cut(),
        fault=str(Verb.PARTITION),
    ),
    Rule(
        "heal",
        "the two reach each other again",
        lambda run: run.cut_off,
        lambda run, _: run.heal(),
        weight=4,
        fault=str(Verb.PARTITION),
    ),
)

Way = tuple[str, str, Callable[[Run], Link]]
_WAYS: tuple[Way, ...] = (
    ("to-partner", "the partner", lambda run: run.to_partner),
    ("to-us", "us", lambda run: run.to_us),
)


def _strike(way: Way, verb: str, words: str, switch_on: Callable[[Link], Fault], fault: Verb) -> Rule:
    """A fault for a message to come on one of the two ways, if none waits there already."""
    suffix, whom, link = way
    return Rule(
        f"{verb}-{suffix}",
        words.format(whom=whom),
        lambda run: not link(run).faults,
        lambda run, _: _ignore(switch_on(link(run))),
        weight=1,
        fault=str(fault),
    )


def _ignore(_fault: Fault) -> None:
    """A fault for one message ends by itself."""


def _strikes(way: Way) -> Iterable[Rule]:
    yield _strike(way, "drop", "the next message to {whom} vanishes", lambda link: link.drop(nth=1), Verb.DROP)
    lost = "the reply to the next message to {whom} is lost"
    yield _strike(way, "reply-lost", lost, lambda link: link.reply_lost(nth=1), Verb.REPLY_LOST)
    twice = "the next message to {whom} arrives twice"
    yield _strike(way, "duplicate", twice, lambda link: link.duplicate(nth=1), Verb.DUPLICATE)
    drop_later = "the message after the next to {whom} vanishes"
    yield _strike(way, "drop-second", drop_later, lambda link: link.drop(nth=2), Verb.DROP)
    lost_later = "the reply to the message after the next to {whom} is lost"
    yield _strike(way, "reply-lost-second", lost_later, lambda link: link.reply_lost(nth=2), Verb.REPLY_LOST)
    twice_later = "the message after the next to {whom} arrives twice"
    yield _strike(way, "duplicate-second", twice_later, lambda link: link.duplicate(nth=2), Verb.DUPLICATE)
    late = "the next message to {whom} is late"
    yield _strike(way, "delay", late, lambda link: link.delay(LATE, nth=1), Verb.DELAY)
    slow = "the reply to the next message to {whom} is late"
    yield _strike(way, "slow", slow, lambda link: link.slow(LATE, nth=1), Verb.SLOW)
    for how, words in _SPOILT.items():
        yield _corruption(way, how, words)
    yield _hold(way)
    yield _release(way)


_SPOILT = {
    Corruption.LOGIN_PAGE: "the next message to {whom} is answered with a login page",
    Corruption.TRUNCATED: "the reply to the next message to {whom} is cut short",
    Corruption.WARNING: "the reply to the next message to {whom} begins with a warning of PHP",
    Corruption.HTTP_500: "the next message to {whom} is answered with HTTP 500",
    Corruption.CODE_100: "the next message to {whom} is refused with code 100",
}


def _corruption(way: Way, how: Corruption, words: str) -> Rule:
    return _strike(way, str(how).replace("_", "-"), words, lambda link: link.corrupt(how, nth=1), Verb.CORRUPT)


def _hold(way: Way) -> Rule:
    words = "messages to {whom} are held back"
    return _strike(way, "hold", words, lambda link: link.hold(), Verb.HOLD)


def _release(way: Way) -> Rule:
    suffix, whom, link = way
    return Rule(
        f"release-{suffix}",
        f"what was held back reaches {whom}",
        lambda run: run.has(link(run), Verb.HOLD),
        lambda run, _: _let_go(run, link(run)),
        weight=6,
        fault=str(Verb.HOLD),
    )


def _let_go(run: Run, link: Link) -> None:
    link.release()
    run.world.run()


_FAULTS = (*_BREAKDOWN, *(rule for way in _WAYS for rule in _strikes(way)))

FAULTS = tuple(sorted({rule.fault for rule in _FAULTS}))
"""The names that ``--faults`` takes."""


@lru_cache(maxsize=8)
def rules_of(opening: Opening) -> Mapping[str, Rule]:
    """All that can happen in stories of an opening, by name."""
    return {rule.name: rule for rule in (*map(_of_act, opening.acts), *_TIME, *_FAULTS)}


def allowed(opening: Opening, faults: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that need no fault beyond these."""
    known = frozenset(faults)
    return tuple(rule for rule in rules_of(opening).values() if not rule.fault or rule.fault in known)


def is_fault(step: StoryStep) -> bool:
    """Whether a step is something that goes wrong."""
    return step.rule in _NAMES_OF_FAULTS


_NAMES_OF_FAULTS = frozenset(rule.name for rule in _FAULTS)


def drawn(rules: Sequence[Rule], run: Run, chance: random.Random) -> Rule:
    """One of the rules that are possible now: first what sort of thing happens, then which.

    People come first: were each fault as likely as each act, most stories would be about a network that nobody uses.
    """
    possible: dict[Sort, list[Rule]] = {}
    for rule in rules:
        if rule.possible(run):
            possible.setdefault(rule.sort, []).append(rule)
    (sort,) = chance.choices(list(possible), [_SHARES[sort] for sort in possible])
    (drawn,) = chance.choices(possible[sort], [rule.weight for rule in possible[sort]])
    return drawn
