"""Searches many seeds for stories that break promises, and keeps the shortest of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fake_itop.explore.opening import Opening
from fake_itop.explore.player import explore, play
from fake_itop.explore.rules import Rule
from fake_itop.explore.shrinking import shrink
from fake_itop.explore.story import Story

MOST_SHRINKS = 4
"""How many stories of one promise are shrunk: they mostly come down to the same."""


@dataclass(frozen=True)
class Find:
    """A broken promise, the shortest story that is known to break it, and the seed of the run."""

    checker: str
    what: str
    rank: int
    story: Story
    seed: int

    @property
    def order(self) -> tuple[int, int, int]:
        """By which the better of two is found: it is what the checker is for, it is shorter, it came first."""
        return self.rank, len(self.story), self.seed


@dataclass
class Finds:
    """The best find of each checker, and how many exchanges were played for it."""

    exchanges: int = 0
    best: dict[str, Find] = field(default_factory=dict)

    def add(self, find: Find) -> None:
        """Keep a find if it is better than what is known."""
        known = self.best.get(find.checker)
        if known is None or find.order < known.order:
            self.best[find.checker] = find

    def merge(self, other: Finds) -> None:
        """Take over what another search found."""
        self.exchanges += other.exchanges
        for find in other.best.values():
            self.add(find)


@dataclass
class Search:
    """A search over seeds, from one opening, with some of the rules."""

    opening: Opening
    rules: Sequence[Rule]
    finds: Finds = field(default_factory=Finds)
    _shrunk: dict[tuple[str, int], int] = field(default_factory=dict)

    def over(self, seeds: Iterable[int], is_over: Callable[[], bool]) -> Iterator[int]:
        """Play the exchanges of these seeds, as long as there is time; gives each seed when it is done."""
        for seed in seeds:
            if is_over():
                return
            self._one(seed, is_over)
            yield seed

    def _one(self, seed: int, is_over: Callable[[], bool]) -> None:
        played = explore(self.opening, self.rules, seed)
        self.finds.exchanges += 1
        for violation in played.violations:
            find = Find(violation.checker, violation.finding.what, violation.finding.rank, played.story, seed)
            if self._is_worth_shrinking(find):
                self.finds.add(find if is_over() else self._shrink(find))

    def _is_worth_shrinking(self, find: Find) -> bool:
        """Whether a better find may come of it: not after a few have been shrunk, unless it is short already."""
        kind = (find.checker, find.rank)
        known = self.finds.best.get(find.checker)
        if known is not None and known.rank < find.rank:
            return False
        if self._shrunk.get(kind, 0) >= MOST_SHRINKS and known is not None and len(find.story) >= len(known.story):
            return False
        self._shrunk[kind] = self._shrunk.get(kind, 0) + 1
        return True

    def _shrink(self, find: Find) -> Find:
        what = find.what

        def breaks(story: Story) -> Story | None:
            nonlocal what
            played = play(self.opening, story, find.seed)
            for violation in played.violations:
                if violation.checker == find.checker and violation.finding.rank <= find.rank:
                    what = violation.finding.what
                    return played.story
            return None

        story = shrink(find.story, breaks)
        return Find(find.checker, what, find.rank, story, find.seed)
