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

    if not agrees and case.id in named_gaps:
        pytest.xfail(f"named in gaps.txt\n{outcome.disagreement}")
    if not agrees:
        pytest.fail(f"{case.id}\n{outcome.disagreement}", pytrace=False)
    if case.id in named_gaps and not pytestconfig.option.update_gaps:
        pytest.fail(f"{case.id} agrees by now: take it out with --update-gaps", pytrace=False)


def test_gaps_name_recorded_cases_only(recordings: Mapping[str, Corpus], named_gaps: frozenset[str]) -> None:
    """A name that no case has would hide nothing and count as a gap for ever."""
    known = {case.id for corpus in recordings.values() for case in corpus.cases}
    assert named_gaps <= known, f"unknown names in {gaps.FILE.name}"
