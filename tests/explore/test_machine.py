"""The table of rules, driven by hypothesis: what a wiring stands, it stands in every order that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from fake_itop.explore import FAULTS, Opening, StoryStep, allowed, tell
from fake_itop.explore.rules import Rule
from fake_itop.explore.run import Run
from fake_itop.history import NAMES, check
from tests.explore.conftest import Open

SEED = 20260105
UNDER_ALL_FAULTS = ("traffic", "entry-twice", "echo", "disclosure", "lifecycle")
"""What robust stands, whatever happens."""

PROMISED = [
    pytest.param("working", (), NAMES, id="working stands all without faults"),
    pytest.param("robust", (), NAMES, id="robust stands all without faults"),
    pytest.param("robust", FAULTS, UNDER_ALL_FAULTS, id="robust stands its five under all faults"),
    pytest.param("robust", ("reply_lost", "duplicate"), ("one-partner-ticket",), id="robust makes one ticket"),
]


def machine(opening: Opening, faults: Iterable[str], promises: Iterable[str]) -> type[RuleBasedStateMachine]:
    """A state machine of which each rule of the table is a rule; at the end of a story the promises are checked."""

    def __init__(self: Any) -> None:  # noqa: N807 - the machine's
        RuleBasedStateMachine.__init__(self)
        self.run, self.story = Run(opening, SEED), []

    def teardown(self: Any) -> None:
        self.run.close()
        broken = [violation for violation in check(self.run.history()) if violation.checker in promises]
        assert not broken, "\n".join([*tell(opening, self.story), *(str(each) for each in broken)])

    rules = {each.name.replace("-", "_"): _as_rule(each) for each in allowed(opening, faults)}
    return type("Story", (RuleBasedStateMachine,), {"__init__": __init__, "teardown": teardown, **rules})


def _as_rule(each: Rule) -> Callable[..., None]:
    def act(self: Any) -> None:
        step = StoryStep(each.name, len(self.story))
        self.story.append(step)
        each.act(self.run, step)

    return precondition(lambda self: each.possible(self.run))(rule()(act))


@pytest.mark.parametrize(("wiring", "faults", "promises"), PROMISED)
def test_what_a_wiring_promises_it_keeps(
    wiring: str, faults: tuple[str, ...], promises: tuple[str, ...], opened: Open
) -> None:
    run_state_machine_as_test(
        machine(opened(wiring), faults, promises),
        settings=settings(
            max_examples=15,
            stateful_step_count=8,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
