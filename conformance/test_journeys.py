"""Random walks over real servers: each step is answered as they answered it, until the states have come apart."""

from collections.abc import Callable

import pytest

from conformance import gaps
from conformance.corpus import Case
from conformance.replay import Replay
from conformance.tally import Result

Record = Callable[[str, object], None]


def test_goes_as_the_journey_went(
    journey: Case,
    replay: Callable[[str], Replay],
    named_gaps: frozenset[str],
    record_property: Record,
    pytestconfig: pytest.Config,
) -> None:
    """No step differs; of a journey that is named in gaps.txt, the steps that agree are counted."""
    walk = replay(journey.corpus).walk(journey)
    area = f"{journey.corpus} {journey.area}".strip()
    agreeing = walk.played - len(walk.disagreements)
    record_property(
        *Result(area, journey.id, not walk.disagreements, walk.skipped, walk.played, agreeing).to_property()
    )

    told = "\n".join(map(str, walk.disagreements))
    gaps.judge(journey.id, told, named_gaps, updating=pytestconfig.option.update_gaps)
