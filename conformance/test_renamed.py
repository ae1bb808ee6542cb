"""The fake knows iTop's rules and not the recorded texts: with all names, titles, texts and dates changed it agrees."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from conformance.bench import bench
from conformance.corpus import Case, Corpus
from conformance.renaming import renaming
from conformance.replay import Replay, SnapshotStart
from conformance.targets import DESIGN, fake_pair
from conformance.vocabulary import words_of_itop
from fake_itop.datamodel import load

Cases = Mapping[str, Case]


@pytest.fixture(scope="session")
def renamed(pytestconfig: pytest.Config, recordings: Corpus) -> Corpus:
    """The corpus with other texts."""
    names = words_of_itop(load([DESIGN]))
    return renaming(recordings, names, pytestconfig.option.renaming_seed).corpus(recordings)


@pytest.fixture(scope="session")
def planted(renamed: Corpus) -> Cases:
    """Its cases by name."""
    return {case.id: case for case in renamed.cases}


@pytest.fixture(scope="session")
def renamed_replay(pytestconfig: pytest.Config, renamed: Corpus) -> Iterator[Replay]:
    """Plays its cases, on a pair of their own."""
    with ExitStack() as stack:
        sides = stack.enter_context(fake_pair(renamed.config))
        yield stack.enter_context(bench(renamed, sides, SnapshotStart(sides), pytestconfig.option.callback_host))


def test_agrees_with_other_texts(
    case: Case, planted: Cases, renamed_replay: Replay, named_gaps: frozenset[str], pytestconfig: pytest.Config
) -> None:
    """A planted re-recording of the case agrees as well as the case."""
    if case.id in named_gaps:
        pytest.skip("it does not agree with the recorded texts either")
    outcome = renamed_replay.play(planted[case.id])
    if outcome.disagreement:
        seed = pytestconfig.option.renaming_seed
        pytest.fail(f"{case.id}, --renaming-seed {seed}\n{outcome.disagreement}", pytrace=False)
