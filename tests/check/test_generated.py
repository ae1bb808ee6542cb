"""Requests made at random: the fake refuses for their content exactly those that the judge finds an error in.

``FAKE_ITOP_MANY=10000 pytest tests/check/test_generated.py`` tries that many in place of the usual few.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest

from fake_itop import datamodel
from fake_itop.check import check
from fake_itop.check.trial import Trial
from tests.check.generated import Maker

MANY = int(os.environ.get("FAKE_ITOP_MANY", "300"))
SEEDS = 4
OF_DATA = re.compile(
    r"Invalid object|No item found|Several items|already linked|Object already exists|on the object .* in state"
    r"|Missing mandatory attribute\(s\) for applying|Must be deleted|Login must be unique|^SIMULATING"
)
"""Refusals that depend on what is there."""


def refused_for_its_content(reply: Any) -> bool | None:
    """Whether an answer is a refusal; ``None`` for one that depends on the objects that are there."""
    if not isinstance(reply, dict):
        return True
    if reply["code"] == 0:
        return False
    return None if OF_DATA.search(str(reply["message"])) else True


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_judge_and_the_fake_agree(seed: int) -> None:
    trial = Trial(datamodel.load(["transfer"]))
    maker = Maker(trial, seed)
    wrong = []
    for _ in range(MANY // SEEDS):
        data = maker.request()
        reply = trial.answer(data)
        refused = refused_for_its_content(reply)
        report = check(json.dumps(data), kind="request", designs=["transfer"])
        if refused is not None and refused == report.clean:
            wrong.append((data, reply, [(finding.code, finding.message) for finding in report.findings]))
    assert not wrong, f"seed {seed}: of {MANY // SEEDS} requests {len(wrong)} disagree: {wrong[:3]}"
