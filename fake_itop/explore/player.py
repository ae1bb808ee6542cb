"""Plays stories: given ones, step by step, and new ones that are drawn from the table of rules."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from fake_itop.explore.opening import Opening
from fake_itop.explore.rules import Rule, drawn, rules_of
from fake_itop.explore.run import Run
from fake_itop.explore.story import Story, StoryError, StoryStep
from fake_itop.history import Violation, check
from fake_itop.values.clock import seeded
from fake_itop.values.names import expected

SHORTEST, LONGEST = 3, 9


@dataclass(frozen=True)
class PlayedStory:
    """What came of a story: the steps that could be taken, the promises that it broke, and the run itself."""

    story: Story
    violations: tuple[Violation, ...]
    run: Run


def play(opening: Opening, story: Story, seed: int) -> PlayedStory:
    """Play a given story; steps that are not possible when their turn comes are left out.

    Raises:
        StoryError: there is no such rule.
    """
    run = Run(opening, seed)
    taken = tuple(step for step in story if _took(run, step))
    return _ended(run, taken)


def explore(opening: Opening, rules: Sequence[Rule], seed: int) -> PlayedStory:
    """Draw a story while it is played; it ends with a transfer if there was none, for without one it is no exchange."""
    chance = seeded(seed)
    run = Run(opening, seed)
    length = chance.randint(SHORTEST, LONGEST)
    story = tuple(_draw(run, rules, chance, number) for number in range(length))
    transfer = next((act for act in opening.acts if act.is_transfer), None)
    if transfer is not None and not run.was_transferred:
        last = StoryStep(transfer.name, length)
        run.do(transfer, last.text, last.number)
        story = (*story, last)
    return _ended(run, story)


def tell(opening: Opening, story: Story) -> list[str]:
    """A story in plain words."""
    return [rule_of(opening, step).tell(step) for step in story]


def rule_of(opening: Opening, step: StoryStep) -> Rule:
    """The rule of a step.

    Raises:
        StoryError: there is none.
    """
    rules = rules_of(opening)
    if step.rule not in rules:
        raise StoryError(f"no step {step.rule!r}; {expected(step.rule, rules)}")
    return rules[step.rule]


def _took(run: Run, step: StoryStep) -> bool:
    rule = rule_of(run.opening, step)
    if not rule.possible(run):
        return False
    rule.act(run, step)
    return True


def _draw(run: Run, rules: Sequence[Rule], chance: random.Random, number: int) -> StoryStep:
    rule = drawn(rules, run, chance)
    step = StoryStep(rule.name, number)
    rule.act(run, step)
    return step


def _ended(run: Run, story: Story) -> PlayedStory:
    run.close()
    return PlayedStory(story, tuple(check(run.history(), run.opening.checkers)), run)
