"""Stories become as short as they can while they still break the same promise."""

from __future__ import annotations

from fake_itop.explore.search import shrink
from fake_itop.explore.story import Story, StoryStep


def story(*names: str) -> Story:
    return tuple(StoryStep(name, number) for number, name in enumerate(names))


def names(of: Story) -> list[str]:
    return [step.rule for step in of]


def test_what_does_not_matter_is_left_out() -> None:
    def breaks(candidate: Story) -> Story | None:
        return candidate if {"cut", "transfer"} <= set(names(candidate)) else None

    assert names(shrink(story("wait", "cut", "our-cron", "wait", "transfer", "wait"), breaks)) == ["cut", "transfer"]


def test_steps_that_only_break_it_together_are_left_out_together() -> None:
    def breaks(candidate: Story) -> Story | None:
        return candidate if names(candidate).count("cut") == names(candidate).count("heal") else None

    assert shrink(story("cut", "heal", "cut", "heal"), breaks) == ()


def test_steps_that_could_not_be_taken_are_gone() -> None:
    def breaks(candidate: Story) -> Story | None:
        return tuple(step for step in candidate if step.rule != "impossible") if candidate else None

    assert names(shrink(story("impossible", "transfer"), breaks)) == ["transfer"]


def test_a_step_is_replaced_by_a_simpler_one() -> None:
    def breaks(candidate: Story) -> Story | None:
        return candidate if any(name.startswith("transfer") for name in names(candidate)) else None

    assert names(shrink(story("transfer-with-note"), breaks)) == ["transfer"]


def test_a_story_that_needs_every_step_stays() -> None:
    whole = story("cut", "transfer", "heal")

    assert shrink(whole, lambda candidate: candidate if candidate == whole else None) == whole
