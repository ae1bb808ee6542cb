"""Makes a story as short as it can be while it still breaks the same promise: delta debugging."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from fake_itop.explore.story import Step, Story

Breaks = Callable[[Story], Story | None]
"""Plays a story; gives the steps that were taken if it still breaks the promise, else nothing."""

SIMPLER = {"transfer-with-note": "transfer"}
"""Rules that do the same and more."""


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
        if step.rule in SIMPLER:
            yield (*story[:at], Step(SIMPLER[step.rule], step.number), *story[at + 1 :])
    for pair in combinations(range(len(story)), 2):
        yield tuple(step for at, step in enumerate(story) if at not in pair)


def _without(story: Sequence[Step], at: int, size: int) -> Sequence[Step]:
    return [*story[:at], *story[at + size :]]
