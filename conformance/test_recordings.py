"""Each recorded case is answered as the real iTop answered it, or is named in gaps.txt."""

from collections.abc import Callable, Mapping

import pytest

from conformance import gaps
from conformance.corpus import Case, Corpus
from conformance.replay import Replay
from conformance.tally import Result

Record = Callable[[str, object], None]


def test_agrees_with_the_recording(
    case: Case,
    replay: Callable[[str], Replay],
    named_gaps: frozenset[str],
    record_property: Record,
    pytestconfig: pytest.Config,
) -> None:
    """Status, content type, reply and webhooks of every step are the recorded ones."""
    outcome = replay(case.corpus).play(case)
    agrees = outcome.disagreement is None
    record_property(*Result(f"{case.corpus} {case.area}".strip(), case.id, agrees, outcome.skipped).to_property())

    gaps.judge(case.id, outcome.disagreement, named_gaps, updating=pytestconfig.option.update_gaps)


def test_gaps_name_recorded_cases_only(recordings: Mapping[str, Corpus], named_gaps: frozenset[str]) -> None:
    """A name that no case has would hide nothing and count as a gap for ever."""
    known = {case.id for corpus in recordings.values() for case in (*corpus.cases, *corpus.journeys)}
    assert named_gaps <= known, f"unknown names in {gaps.FILE.name}"
