"""One integration over all pairs of versions: what holds on each, what does not, and which rules that comes from.

Every pair plays the tutorial's five scenarios, each on a stage of its own, and whole exchanges, which the checkers of
histories judge. Why something does not hold is found by trying: of the rules that the pair has otherwise than the
newest version, those are named that have to change so that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fake_itop.explore import Opening
from fake_itop.explore.run import Run
from fake_itop.explore.scenarios import play_scenario, scenarios_of
from fake_itop.findings import Page, Severity
from fake_itop.history import check
from fake_itop.integration.contract import Contract
from fake_itop.integration.roles import Roles
from fake_itop.integration.scenarios import SCENARIOS, Scenario, play
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.integration.stage import StageError
from fake_itop.profiles import DEFAULT, RULES, Rule, Variant, Version, VersionProfile
from fake_itop.values.names import InputError

OURS, PARTNER = "ours", "partner"
QUOTES = ('Printer "on fire"', 'Tray 1 jams again, "click"\nand stop', 'Which "floor"?', 'Replaced the "fuser"')
PLAIN = ("Printer on fire", "Tray 1 jams again", "Which floor", "Replaced the fuser")
"""A title, what our agent and the partner's write, and the solution."""


@dataclass(frozen=True)
class Bench:
    """A wired pair, who plays whom on it, and how its stories begin."""

    pair: SimulatedPair
    roles: Roles
    opening: Callable[[], Opening]
    """Sets the stage on the pair as it is; raises `StageError`."""
    contract: Contract


class RefusedError(InputError):
    """An iTop of that version refuses the wiring: one line."""


Build = Callable[[VersionProfile, VersionProfile], Bench]
"""A pair of two versions, ours first; raises `RefusedError`."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Something to play on a pair: its name, what it promises, and what gives the complaints about it."""

    name: str
    promise: str
    run: Callable[[Bench], Sequence[str]]

    @property
    def page(self) -> Page:
        """What there is to know about it."""
        return Page(self.name, self.promise, Severity.ERROR, "", kind="trial")


@dataclass(frozen=True)
class Cause:
    """A rule that one side holds in an older variant; without a rule, its base design or clean install."""

    side: str
    rule: Rule[Any] | None
    variant: Variant[Any] | None

    def __str__(self) -> str:
        if self.rule is None or self.variant is None:
            return f"{self.side}: its base design"
        since = self.rule.since_after(self.variant)
        return f"{self.side}: {self.rule.title} (otherwise since {self.rule.component.value} {since})"


@dataclass(frozen=True)
class Outcome:
    """How a trial went: the complaints, none if it holds, and what they come from."""

    trial: Trial
    complaints: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    remedy: str = ""
    """A change of the wiring with which it was tried and holds; empty where none of the known ones does."""

    @property
    def holds(self) -> bool:
        """Whether there is nothing to complain about."""
        return not self.complaints

    @property
    def advice(self) -> str:
        """What to change so that it holds: the wiring, or the versions; empty where it holds nowhere."""
        if self.remedy:
            return self.remedy
        needed: dict[str, Version] = {}
        for cause in self.causes:
            since = cause.rule.since_after(cause.variant) if cause.rule and cause.variant else None
            if since is not None and cause.rule is not None:
                where = f"{cause.rule.component.value} on {cause.side}"
                needed[where] = max(since, needed.get(where, since))
        newer = " and ".join(f"{where} is {version}" for where, version in needed.items())
        return f"update until {newer}, or newer" if newer else ""


@dataclass(frozen=True)
class Pairing:
    """What came of a pair of versions."""

    ours: VersionProfile
    partner: VersionProfile
    outcomes: tuple[Outcome, ...]

    @property
    def holds(self) -> bool:
        """Whether all trials hold."""
        return all(outcome.holds for outcome in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """The pairing as ``--json`` prints it."""
        return {
            "ours": self.ours.name,
            "partner": self.partner.name,
            "holds": self.holds,
            "trials": [_json(outcome) for outcome in self.outcomes],
        }


def _json(outcome: Outcome) -> dict[str, Any]:
    causes = [
        {
            "side": cause.side,
            "rule": cause.rule.name if cause.rule else "base design",
            "says": cause.variant.says if cause.variant else "",
        }
        for cause in outcome.causes
    ]
    return {
        "name": outcome.trial.name,
        "holds": outcome.holds,
        "complaints": list(outcome.complaints),
        "causes": causes,
        "remedy": outcome.advice,
    }


def play_matrix(
    build: Build,
    profiles: Sequence[VersionProfile],
    newest: VersionProfile = DEFAULT,
    remedies: Sequence[tuple[str, Build]] = (),
    trials: Sequence[Trial] | None = None,
) -> list[Pairing]:
    """Play all trials on all pairs of the profiles; what does not hold is tried with the remedies, the first first."""
    tries, remedied = _Tries(build), _remedied(remedies)
    played = TRIALS if trials is None else trials
    return [
        _pairing(tries, ours, partner, newest, remedied, trials=played) for ours in profiles for partner in profiles
    ]


def play_pair(
    build: Build,
    ours: VersionProfile,
    partner: VersionProfile,
    newest: VersionProfile = DEFAULT,
    remedies: Sequence[tuple[str, Build]] = (),
) -> Pairing:
    """Play all trials on one pair, as `play_matrix` does."""
    return _pairing(_Tries(build), ours, partner, newest, _remedied(remedies))


def _remedied(remedies: Sequence[tuple[str, Build]]) -> list[tuple[str, _Tries]]:
    return [(says, _Tries(build)) for says, build in remedies]


def breaks(pairing: Pairing, newest: Pairing) -> list[str]:
    """What a pair breaks of what holds on the newest versions, one line for each reason."""
    good = {outcome.trial.name for outcome in newest.outcomes if outcome.holds}
    where = f"works on {newest.ours.name}, breaks on ours {pairing.ours.name}, partner {pairing.partner.name}"
    broken: dict[str, list[str]] = {}
    for outcome in pairing.outcomes:
        if not outcome.holds and outcome.trial.name in good:
            why = f"{outcome.complaints[0]}; because of {', '.join(map(str, outcome.causes))}"
            broken.setdefault(why, []).append(outcome.trial.name)
    return [f"{where}: {', '.join(trials)}: {why}" for why, trials in broken.items()]


def _pairing(
    tries: _Tries,
    ours: VersionProfile,
    partner: VersionProfile,
    newest: VersionProfile,
    remedies: Sequence[tuple[str, _Tries]] = (),
    *,
    trials: Sequence[Trial] = (),
) -> Pairing:
    search = _Search(tries, ours, partner, newest)

    def outcome(trial: Trial) -> Outcome:
        complaints = tries.complaints(ours, partner, trial)
        if not complaints:
            return Outcome(trial, ())
        holding = (says for says, tried in remedies if not tried.complaints(ours, partner, trial))
        return Outcome(trial, complaints, tuple(search.causes(trial)), next(holding, ""))

    return Pairing(ours, partner, tuple(outcome(trial) for trial in trials or TRIALS))


@dataclass
class _Tries:
    """Plays trials on pairs, and remembers what came of them."""

    build: Build
    benches: dict[tuple[Any, ...], Bench] = field(default_factory=dict)
    known: dict[tuple[Any, ...], tuple[str, ...]] = field(default_factory=dict)

    def complaints(self, ours: VersionProfile, partner: VersionProfile, trial: Trial) -> tuple[str, ...]:
        """The complaints about a trial on a pair."""
        pair = (_key(ours), _key(partner))
        played = (*pair, trial.name)
        if played not in self.known:
            try:
                if pair not in self.benches:
                    self.benches[pair] = self.build(ours, partner)
                self.known[played] = tuple(trial.run(self.benches[pair]))
            except (RefusedError, StageError) as error:
                self.known[played] = (str(error),)
        return self.known[played]


def _key(profile: VersionProfile) -> tuple[Any, ...]:
    """All that a profile makes a difference by: its base design, and the variant of each rule."""
    return (profile.base, *(profile.variant(rule).since for rule in RULES))


@dataclass(frozen=True)
class _Search:
    """Looks for the rules of a pair that have to change so that something holds."""

    tries: _Tries
    ours: VersionProfile
    partner: VersionProfile
    newest: VersionProfile

    def causes(self, trial: Trial) -> Iterator[Cause]:
        """The fewest that are found by going back to the old variant of one after the other.

        None where it does not hold on the newest versions either.
        """
        if self.tries.complaints(self.newest, self.newest, trial):
            return
        needed = [cause for side in (OURS, PARTNER) for cause in self._differing(side)]
        if not self._holds(trial, needed):
            yield from self._designs()
            return
        # From the last: of rules that do as well as each other, the one is named that tells a person more.
        for cause in reversed(list(needed)):
            fewer = [other for other in needed if other is not cause]
            if self._holds(trial, fewer):
                needed = fewer
        yield from needed

    def _profile(self, side: str) -> VersionProfile:
        return self.ours if side == OURS else self.partner

    def _differing(self, side: str) -> Iterator[Cause]:
        profile = self._profile(side)
        for rule in RULES:
            if profile.of(rule) is not self.newest.of(rule):
                yield Cause(side, rule, profile.variant(rule))

    def _designs(self) -> Iterator[Cause]:
        for side in (OURS, PARTNER):
            if self._profile(side).base != self.newest.base:
                yield Cause(side, None, None)

    def _holds(self, trial: Trial, changed: Iterable[Cause]) -> bool:
        changed = list(changed)
        ours, partner = (self._with(side, changed) for side in (OURS, PARTNER))
        return not self.tries.complaints(ours, partner, trial)

    def _with(self, side: str, changed: Sequence[Cause]) -> VersionProfile:
        own = [cause.rule for cause in changed if cause.side == side and cause.rule is not None]
        return self._profile(side).with_variants({rule.name: self.newest.variant(rule) for rule in own})


# --- trials ---------------------------------------------------------------------------------------------------------


def _scenario(scenario: Scenario, bench: Bench) -> Sequence[str]:
    played = play(scenario, bench.pair, bench.roles)
    return [f"{step.what}: expected {step.expected!r}, got {step.got!r}" for step in played.steps if not step.holds]


def _exchange(words: Sequence[str], bench: Bench) -> Sequence[str]:
    title, ours, theirs, solution = words
    bench.pair.reset()
    opening = bench.opening()
    run = Run(opening, seed=0)
    if opening.titles:
        run.we(dict.fromkeys(opening.titles, title))
    for act in opening.acts:
        if (act.is_transfer or act.is_told) and run.can(act):
            said = ours if act.instance == run.ours else solution if act.stimulus else theirs
            run.do(act, said)
    run.close()
    missing = [] if run.partner_ticket else ["the partner got no ticket"]
    return [*missing, *(f"{found.checker}: {found.what}" for found in check(run.history(), opening.checkers))]


def _derived(scenario: Scenario, bench: Bench) -> Sequence[str]:
    bench.pair.reset()
    played = play_scenario(scenario, bench.contract, bench.opening())
    return [f"{step.what}: expected {step.expected!r}, got {step.got!r}" for step in played.steps if not step.holds]


def trials_of(contract: Contract) -> tuple[Trial, ...]:
    """What pairs play of a contract: its scenarios, each for itself, and whole exchanges."""
    derived = scenarios_of(contract)
    return (*(Trial(each.name, each.promise, partial(_derived, each)) for each in derived), *_EXCHANGES)


_EXCHANGES = (
    Trial("exchange", "a whole exchange, one after the other, of plain words", partial(_exchange, PLAIN)),
    Trial("with quotes", "the same with quotes and line ends in what people write", partial(_exchange, QUOTES)),
)
TRIALS: tuple[Trial, ...] = (
    *(Trial(scenario.name, scenario.promise, partial(_scenario, scenario)) for scenario in SCENARIOS),
    *_EXCHANGES,
)
"""What each pair plays: the scenarios, each for itself, and whole exchanges."""
PAGES = {trial.name: trial.page for trial in TRIALS}
"""What there is to know about each trial."""
