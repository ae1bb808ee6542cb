"""Each checker passes the journals in which its promise is kept, and says of the others what shows that it is not.

The journals are in `journals/CHECKER/`: `holds*.jsonl` must pass, `breaks*.jsonl` must not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fake_itop.history import CHECKERS, NAMES, Checker, History, Violation, check, of_lines, of_tutorial

JOURNALS = Path(__file__).parent / "journals"
FILES = sorted(JOURNALS.rglob("*.jsonl"))
TERMS = replace(of_tutorial(), values={("ours", "urgency"): ("partner", "urgency")})
"""Those of the tutorial, of which no value is copied, and one that is."""

EVIDENCE = {
    "convergence/breaks": [(14, 11)],
    "convergence/breaks-no-ticket": [(7, 4)],
    "convergence/breaks-waiting-in-vain": [(17, 2)],
    "disclosure/breaks": [(9, 10)],
    "disclosure/breaks-before-the-caller": [(9, 12)],
    "disclosure/breaks-in-an-answer": [(9, 13)],
    "echo/breaks": [(9, 15)],
    "echo/breaks-at-the-partner": [(9, 15)],
    "entry-intact/breaks": [(2, 5)],
    "entry-intact/breaks-altered": [(9, 12)],
    "entry-intact/breaks-shortened": [(9, 12)],
    "entry-lost/breaks": [(9,)],
    "entry-lost/breaks-another-word": [(9,)],
    "entry-lost/breaks-in-another-log": [(9,)],
    "entry-lost/breaks-in-another-ticket": [(9,)],
    "entry-lost/breaks-on-the-way-back": [(9,)],
    "entry-lost/breaks-partner-down": [(2,)],
    "entry-lost/breaks-something-like-it": [(9,)],
    "entry-twice/breaks": [(9, 12, 17)],
    "entry-twice/breaks-repeated-message": [(9, 12, 14)],
    "lifecycle/breaks": [(11,)],
    "one-partner-ticket/breaks": [(5, 12)],
    "one-partner-ticket/breaks-no-id": [(5,)],
    "one-partner-ticket/breaks-swapped-id": [(5,)],
    "one-partner-ticket/breaks-wrong-id": [(5,)],
    "order/breaks": [(15, 17)],
    "resolution/breaks": [(11,), (11,)],
    "resolution/breaks-after-a-reopen": [(18,)],
    "resolution/breaks-without-the-solution": [(11,)],
    "traffic/breaks-no-worker-left": [(8, 21)],
    "traffic/breaks-queued": [(8,)],
    "traffic/breaks-stopped": [(8, 13)],
    "traffic/breaks-too-many-webhooks": [(8,)],
    "value/breaks": [(9,)],
}


def name_of(file: Path) -> str:
    return file.relative_to(JOURNALS).with_suffix("").as_posix()


def history_of(file: Path) -> History:
    return History(of_lines(file.read_text("utf-8").splitlines(), file.name), TERMS)


def found(file: Path, checkers: Iterable[Checker] = CHECKERS) -> list[tuple[int, ...]]:
    """The evidence that the checker after whom the journal's folder is named finds in it."""
    return [each.evidence for each in check(history_of(file), checkers) if each.checker == file.parent.name]


def misjudged(checkers: Iterable[Checker]) -> set[str]:
    """The checkers that some journal shows to be wrong."""
    return {file.parent.name for file in FILES if found(file, checkers) != EVIDENCE.get(name_of(file), [])}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_journal_is_judged_as_its_name_says(file: Path) -> None:
    assert found(file) == EVIDENCE.get(name_of(file), [])


@pytest.mark.parametrize("file", [file for file in FILES if file.stem == "holds"], ids=name_of)
def test_where_a_promise_is_kept_so_are_all_others(file: Path) -> None:
    assert check(history_of(file)) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_checker_has_a_journal_that_passes_and_one_that_does_not(name: str) -> None:
    stems = {file.stem.partition("-")[0] for file in FILES if file.parent.name == name}

    assert stems == {"holds", "breaks"}


def test_evidence_is_given_for_just_the_journals_that_break_a_promise() -> None:
    assert set(EVIDENCE) == {name_of(file) for file in FILES if file.stem.startswith("breaks")}


def sees_nothing(_history: History) -> Iterator[Violation]:
    return iter(())


def sees_everything(history: History) -> Iterator[Violation]:
    yield Violation("whatever", (history.rows[0].seq,))


@pytest.mark.parametrize("broken", [sees_nothing, sees_everything])
@pytest.mark.parametrize("name", NAMES)
def test_a_checker_that_is_broken_on_purpose_is_noticed(name: str, broken: object) -> None:
    checkers = [replace(each, find=broken) if each.name == name else each for each in CHECKERS]

    assert misjudged(checkers) == {name}


@pytest.mark.parametrize("file", [file for file in FILES if file.stem.startswith("breaks")], ids=name_of)
def test_evidence_names_rows_of_the_journal(file: Path) -> None:
    history = history_of(file)

    assert all(history.row(seq) is not None for evidence in found(file) for seq in evidence)


def test_the_checkers_are_those_that_are_promised() -> None:
    assert NAMES == (
        "traffic",
        "entry-lost",
        "entry-twice",
        "echo",
        "order",
        "entry-intact",
        "disclosure",
        "one-partner-ticket",
        "lifecycle",
        "resolution",
        "value",
        "convergence",
    )


@pytest.mark.parametrize("checker", CHECKERS, ids=NAMES)
def test_each_checker_explains_itself_in_one_paragraph_and_says_what_it_cites(checker: Checker) -> None:
    assert len(checker.explanation) > 80
    assert "\n" not in checker.explanation
    assert "Cites " in checker.explanation


def test_copies_that_an_echo_brings_are_the_lesser_wrong() -> None:
    """The search for the shortest story is after the stale entry that is pushed again."""

    def rank(name: str) -> int:
        violations = check(history_of(JOURNALS / f"{name}.jsonl"))
        return next(each.rank for each in violations if each.checker == "entry-twice")

    assert rank("entry-twice/breaks") == 0
    assert rank("traffic/breaks-no-worker-left") == 1
