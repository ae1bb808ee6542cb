"""Searches many seeds for stories that break promises, and makes the shortest of each shorter still.

Both halves are made of pieces that need nothing of each other, so they can be worked on anywhere, in any number of
processes: what is found depends on the seeds alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from fake_itop.explore.opening import Opening
from fake_itop.explore.player import explore, play
from fake_itop.explore.rules import Rule, is_fault
from fake_itop.explore.story import Story, StoryStep

Breaks = Callable[[Story], Story | None]
"""Plays a story; gives the steps that were taken if it still breaks the promise, else nothing."""

NOTED = "-with-note"
"""Ends the names of rules that do the same and more."""


def shrink(story: Story, breaks: Breaks) -> Story:
    """A story of which no step and no two can be left out, nor a step be replaced by a simpler one."""
    while True:
        shorter = _first(_candidates(story), breaks)
        if shorter is None:
            return story
        story = shorter


def _first(candidates: Iterator[Story], breaks: Breaks) -> Story | None:
    for candidate in candidates:
        taken = breaks(candidate)
        if taken is not None:
            return taken
    return None


def _candidates(story: Story) -> Iterator[Story]:
    """The story without halves, quarters, ..., single steps; then with simpler steps; then without pairs of steps."""
    size = len(story) // 2
    while size >= 1:
        yield from (tuple(_without(story, at, size)) for at in range(0, len(story), size))
        size //= 2
    for at, step in enumerate(story):
        if step.rule.endswith(NOTED):
            yield (*story[:at], StoryStep(step.rule.removesuffix(NOTED), step.number), *story[at + 1 :])
    for pair in combinations(range(len(story)), 2):
        yield tuple(step for at, step in enumerate(story) if at not in pair)


def _without(story: Sequence[StoryStep], at: int, size: int) -> Sequence[StoryStep]:
    return [*story[:at], *story[at + size :]]


CANDIDATES = 4
"""How many stories of one promise are shrunk: they mostly come down to the same."""


@dataclass(frozen=True)
class Find:
    """A broken promise, a story that breaks it, and the seed of the run.

    ``rank`` is 0 for what the checker is there to find, more for what is wrong in a lesser way.
    """

    checker: str
    what: str
    rank: int
    story: Story
    seed: int

    @property
    def order(self) -> tuple[int, int, int, int]:
        """By which the better of two is found: what the checker is for, shorter, less faults, earlier."""
        return self.rank, len(self.story), sum(map(is_fault, self.story)), self.seed


@dataclass
class Finds:
    """The best finds of each checker, and how much was played for them."""

    exchanges: int = 0
    steps: int = 0
    candidates: dict[str, list[Find]] = field(default_factory=dict)

    def add(self, find: Find) -> None:
        """Keep a find if it is among the best of its checker."""
        kept = self.candidates.setdefault(find.checker, [])
        kept.append(find)
        kept.sort(key=lambda each: each.order)
        del kept[CANDIDATES:]

    def merge(self, other: Finds) -> None:
        """Take over what was found elsewhere."""
        self.exchanges += other.exchanges
        self.steps += other.steps
        for find in other.all():
            self.add(find)

    def replace(self, before: Find, after: Find) -> None:
        """Put a find in the place of another of the same checker."""
        self.candidates[before.checker].remove(before)
        self.add(after)

    def all(self) -> Iterator[Find]:
        """All that are kept."""
        for finds in self.candidates.values():
            yield from finds

    def best(self) -> list[Find]:
        """The best of each checker, by the checker's name."""
        return [finds[0] for _, finds in sorted(self.candidates.items())]


def look(opening: Opening, rules: Sequence[Rule], seeds: Iterable[int]) -> Finds:
    """Play the exchange of each seed, and keep what broke."""
    finds = Finds()
    for seed in seeds:
        played = explore(opening, rules, seed)
        finds.exchanges += 1
        finds.steps += len(played.story)
        for violation in played.violations:
            finds.add(Find(violation.checker, violation.what, violation.rank, played.story, seed))
    return finds


def shorten(opening: Opening, find: Find) -> Find:
    """The same promise broken by a story of which no step can be left out."""
    what = find.what

    def breaks(story: Story) -> Story | None:
        nonlocal what
        played = play(opening, story, find.seed)
        for violation in played.violations:
            if violation.checker == find.checker and violation.rank <= find.rank:
                what = violation.what
                return played.story
        return None

    story = shrink(find.story, breaks)
    return replace(find, what=what, story=story)
