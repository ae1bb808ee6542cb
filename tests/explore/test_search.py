"""What the plain generator finds, from seeds that are the same in every run."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fake_itop.explore import FAULTS, Find, Finds, StoryStep, allowed, look, play, shorten, story_of, tell
from fake_itop.history import NAMES, to_lines
from tests.explore.conftest import Open

LONGEST = 6


def searched(opened: Open, wiring: str, faults: tuple[str, ...], seeds: range) -> Finds:
    print(f"seeds {seeds}")  # noqa: T201 - shown where a test fails
    return look(opened(wiring), allowed(opened(wiring), faults), seeds)


@pytest.fixture(scope="module")
def tutorial(opened: Open) -> dict[str, Find]:
    finds = searched(opened, "tutorial", FAULTS, range(100))
    return {find.checker: shorten(opened("tutorial"), find) for find in finds.best()}


@pytest.mark.parametrize(
    "checker", ["traffic", "entry-twice", "one-partner-ticket", "entry-lost", "entry-intact", "resolution", "echo"]
)
def test_the_tutorial_breaks_it_in_a_short_story(checker: str, tutorial: dict[str, Find], opened: Open) -> None:
    assert checker in tutorial
    assert len(tutorial[checker].story) <= LONGEST, tell(opened("tutorial"), tutorial[checker].story)


def test_a_story_told_again_breaks_the_same(tutorial: dict[str, Find], opened: Open) -> None:
    for find in tutorial.values():
        broken = {violation.checker for violation in play(opened("tutorial"), find.story, find.seed).violations}
        assert find.checker in broken


def test_a_story_told_again_leaves_the_same_journal(tutorial: dict[str, Find], opened: Open) -> None:
    for find in tutorial.values():
        one, other = (
            to_lines(play(opened("tutorial"), find.story, find.seed).run.traffic.journal.rows()) for _ in range(2)
        )
        assert one == other


def test_without_faults_working_keeps_every_promise(opened: Open) -> None:
    assert searched(opened, "working", (), range(100)).best() == []


def test_a_lost_reply_or_a_repeated_message_makes_no_second_ticket_with_robust(opened: Open) -> None:
    finds = searched(opened, "robust", ("reply_lost", "duplicate"), range(100))

    assert "one-partner-ticket" not in finds.candidates


def test_after_a_reopen_robust_brings_the_solution_again(opened: Open) -> None:
    finds = searched(opened, "robust", (), range(100))

    assert "resolution" not in finds.candidates


def test_a_ticket_that_is_transferred_again_is_open_again_at_the_partner_with_robust(opened: Open) -> None:
    story = story_of(["transfer:0", "their-take:1", "their-resolve:2", "transfer:3"])

    assert play(opened("robust"), story, 0).run.partner_state == "assigned"


def test_background_tasks_may_start_while_others_wait_for_an_answer(opened: Open) -> None:
    story = story_of(["transfer:0", "delay-to-partner:1", "our-cron:2", "our-cron:3"])
    played = play(opened("robust"), story, 0)

    assert played.story == story
    assert played.violations == ()


def test_searching_in_pieces_finds_the_same(opened: Open) -> None:
    whole = searched(opened, "tutorial", FAULTS, range(60))
    parts = Finds()
    for start, end in pairwise(range(0, 61, 20)):
        parts.merge(searched(opened, "tutorial", FAULTS, range(start, end)))

    assert parts == whole


def test_the_better_of_two_matters_more_is_shorter_has_less_faults_came_first() -> None:
    def find(rank: int, seed: int, *rules: str) -> Find:
        return Find("echo", "", rank, tuple(StoryStep(rule, 0) for rule in rules), seed)

    lesser, later = find(1, 0, "transfer"), find(0, 9, "transfer", "wait")
    longer, faulty, best = find(0, 1, "wait", "wait", "wait"), find(0, 2, "cut", "transfer"), find(0, 3, "wait", "wait")
    finds = Finds()
    for each in (lesser, later, longer, faulty, best):
        finds.add(each)

    assert list(finds.all()) == [best, later, faulty, longer]


def test_checkers_are_known_by_name(tutorial: dict[str, Find]) -> None:
    assert set(tutorial) <= set(NAMES)
