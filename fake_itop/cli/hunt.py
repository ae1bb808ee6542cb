"""A search within a budget: first stories from many seeds, then shorter ones of those that broke something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count, islice, takewhile, zip_longest

from fake_itop.cli.crew import Crew
from fake_itop.defaults import stopwatch
from fake_itop.explore import Find, Finds, Opening, allowed, look, shorten

FOR_SEARCHING = 0.75
"""The share of the budget after which no new story is begun: the rest is for making stories shorter."""

FOR_ALL = 0.95
"""The share of the budget after which nothing is begun any more."""

TOGETHER = 5
"""How many seeds make a piece of work."""


@dataclass(frozen=True)
class Stretch:
    """A piece of the search: some seeds."""

    faults: tuple[str, ...]
    seeds: range

    def do(self, opening: Opening) -> Finds:
        """Play them."""
        return look(opening, allowed(self.faults), self.seeds)


@dataclass(frozen=True)
class Shortening:
    """A piece of the search: a story to make shorter."""

    find: Find

    def do(self, opening: Opening) -> tuple[Find, Find]:
        """The find as it was, and made shorter."""
        return self.find, shorten(opening, self.find)


@dataclass
class Hunt:
    """A search: with which faults, over how many seeds (``None``: without end), in how many seconds (likewise).

    ``start`` is when the budget began, as `stopwatch` tells it.
    """

    faults: tuple[str, ...]
    first_seed: int
    seeds: int | None
    budget: float | None
    start: float
    finds: Finds = field(default_factory=Finds)
    interrupted: bool = False

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return stopwatch() - self.start

    @property
    def done(self) -> float:
        """Roughly which share of it is done, between 0 and 1."""
        by_seeds = self.finds.exchanges / self.seeds if self.seeds else 0.0
        by_time = self.seconds / self.budget if self.budget else 0.0
        return min(max(by_seeds, by_time), 1.0)

    def search(self, crew: Crew, tell: Callable[[Hunt], None]) -> None:
        """Search, and tell how it gets on; whoever interrupts it keeps what was found."""
        try:
            for found in crew.results(self._stretches()):
                self.finds.merge(found)
                tell(self)
            for before, after in crew.results(self._shortenings()):
                self.finds.replace(before, after)
                tell(self)
        except KeyboardInterrupt:
            self.interrupted = True

    def _stretches(self) -> Iterator[Stretch]:
        pieces = (Stretch(self.faults, seeds) for seeds in _ranges(self.first_seed, self.seeds))
        # However small the budget is: who has looked at nothing must not say that all is well.
        return chain(islice(pieces, 1), takewhile(lambda _: not self._is_over(FOR_SEARCHING), pieces))

    def _shortenings(self) -> Iterator[Shortening]:
        by_rank = zip_longest(*(list(finds) for finds in self.finds.candidates.values()))
        best_first = (find for row in by_rank for find in row if find is not None)
        return (Shortening(find) for find in takewhile(lambda _: not self._is_over(FOR_ALL), best_first))

    def _is_over(self, share: float) -> bool:
        return self.budget is not None and self.seconds >= self.budget * share


def _ranges(first: int, seeds: int | None) -> Iterator[range]:
    for start in count(first, TOGETHER):
        end = start + TOGETHER if seeds is None else min(start + TOGETHER, first + seeds)
        if end <= start:
            return
        yield range(start, end)
