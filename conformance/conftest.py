"""The suite's options and fixtures, and its last word: agreeing/total per area.

A pair is started once per process and corpus, and taken to each case's given before the case.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from conformance import corpus, gaps, tally
from conformance.bench import bench
from conformance.replay import CommandStart, Replay, SnapshotStart, Start
from conformance.targets import Sides, TargetError, fake_pair, real_pair
from fake_itop.profiles import AT

TAKEN_APART = ("oql", "asked-by-clients")
"""Areas whose texts are taken apart, by queries (``LIKE``, ``SUBSTR``, …) or as dates: another is another question."""

CORPORA = pytest.StashKey[Mapping[str, corpus.Corpus]]()
"""What is replayed, by name."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What to replay, and against what."""
    group = parser.getgroup("conformance")
    group.addoption("--recordings", type=Path, metavar="DIR", help="replay this folder instead; gaps.txt is not for it")
    group.addoption("--profile", choices=[*corpus.CORPORA], help="the version that the fake imitates for --recordings")
    group.addoption("--datamodel", type=Path, metavar="FILE", help="the compiled datamodel that the fake runs on")
    group.addoption("--update-gaps", action="store_true", help="take the cases that agree out of gaps.txt")
    group.addoption("--init-gaps", action="store_true", help="write gaps.txt anew: every case that does not agree")
    group.addoption("--itop-url", metavar="URL", help="replay against a real server as `ours`")
    group.addoption("--partner-url", metavar="URL", help="and against this one as `partner`")
    group.addoption("--itop-user", metavar="LOGIN", help="log in there as this user instead of rest [FAKE_ITOP_USER]")
    group.addoption("--itop-password", metavar="PASSWORD", help="with this password [FAKE_ITOP_PASSWORD]")
    group.addoption("--itop-reset", metavar="COMMAND", help="takes both real servers back to a clean install")
    group.addoption(
        "--walk", type=int, default=0, metavar="N", help="walk N journeys over --itop-url and a fake instead"
    )
    group.addoption(
        "--walk-seed", type=int, default=1, metavar="N", help="the first journey's seed; the next have the next"
    )
    group.addoption(
        "--walk-out", type=Path, default=Path("walked"), metavar="DIR", help="where differences are written"
    )
    group.addoption("--design", type=Path, action="append", default=[], metavar="FILE", help="a delta of --walk's fake")
    group.addoption("--renaming-seed", type=int, default=1, metavar="N", help="chooses other texts for test_renamed.py")
    group.addoption("--callback-host", metavar="HOST", default="127.0.0.1", help="address that they send webhooks to")


def pytest_configure(config: pytest.Config) -> None:
    """Reads the recordings once, so that a folder that is none is a usage error and not a thousand failures."""
    if config.option.walk and not config.option.itop_url:
        raise pytest.UsageError("--walk compares a real server with the fake: name it with --itop-url")
    if bool(config.option.itop_url) != bool(config.option.partner_url) and not config.option.walk:
        raise pytest.UsageError("--itop-url and --partner-url go together: a case speaks to both")
    if (_is_elsewhere(config) or config.option.datamodel) and (config.option.init_gaps or config.option.update_gaps):
        raise pytest.UsageError("gaps.txt speaks of the fake and of the shipped recordings; replay those to change it")
    try:
        config.stash[CORPORA] = {found.name: found for found in _corpora(config)}
    except (corpus.UnreadableRecordingsError, OSError) as error:
        raise pytest.UsageError(str(error)) from error


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Other texts are planted into the shipped recordings, for the fake; elsewhere the recordings say what counts."""
    if collection_path.name.startswith("test_") and (collection_path.name == "test_walk.py") != bool(
        config.option.walk
    ):
        return True
    return True if collection_path.name == "test_renamed.py" and _is_elsewhere(config) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per case, under the name that gaps.txt knows it by."""
    if "case" in metafunc.fixturenames:
        cases = [case for found in metafunc.config.stash[CORPORA].values() for case in found.cases]
        if "planted" in metafunc.fixturenames:
            cases = [case for case in cases if case.area not in TAKEN_APART]
        metafunc.parametrize("case", [pytest.param(case, id=case.id) for case in cases])
    if "walk_seed" in metafunc.fixturenames:
        first = metafunc.config.option.walk_seed
        metafunc.parametrize("walk_seed", range(first, first + metafunc.config.option.walk))
    if "journey" in metafunc.fixturenames:
        journeys = [journey for found in metafunc.config.stash[CORPORA].values() for journey in found.journeys]
        metafunc.parametrize("journey", [pytest.param(journey, id=journey.id) for journey in journeys])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The count per area; and gaps.txt where that was asked for."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    results = tally.results_in(reports)
    if not results:
        return
    terminalreporter.section("conformance: cases that agree with the recordings")
    for line in tally.lines(results):
        terminalreporter.write_line(line)
    _rewrite_gaps(config, results)


def _rewrite_gaps(config: pytest.Config, results: list[tally.Result]) -> None:
    known = {case.id for found in config.stash[CORPORA].values() for case in (*found.cases, *found.journeys)}
    agreeing = {result.name for result in results if result.agrees}
    if config.option.init_gaps:
        played = {result.name for result in results}
        gaps.write((gaps.read() & known) - agreeing | (played - agreeing))
    elif config.option.update_gaps:
        gaps.write(gaps.shrunk(gaps.read(), agreeing, known))


@pytest.fixture(scope="session")
def recordings(pytestconfig: pytest.Config) -> Mapping[str, corpus.Corpus]:
    """The corpora that are replayed, by name."""
    return pytestconfig.stash[CORPORA]


@pytest.fixture(scope="session")
def named_gaps(pytestconfig: pytest.Config) -> frozenset[str]:
    """The cases that are known not to agree. The file speaks of the fake and of the shipped recordings only."""
    return frozenset() if _is_elsewhere(pytestconfig) else gaps.read()


@pytest.fixture(scope="session")
def replay(pytestconfig: pytest.Config, recordings: Mapping[str, corpus.Corpus]) -> Iterator[Callable[[str], Replay]]:
    """Plays the cases of the corpus of that name, on a pair that is started when its first case comes."""
    host = pytestconfig.option.callback_host
    with ExitStack() as stack:

        @cache
        def opened(name: str) -> Replay:
            found = recordings[name]
            sides = stack.enter_context(_sides(pytestconfig, found))
            return stack.enter_context(bench(found, sides, _start(pytestconfig, sides), host))

        yield opened


@contextmanager
def _sides(config: pytest.Config, found: corpus.Corpus) -> Iterator[Sides]:
    """The two instances that are measured."""
    if config.option.itop_url:
        yield real_pair(config.option.itop_url, config.option.partner_url)
        return
    try:
        with fake_pair(found.config, profile_name(config, found)) as sides:
            yield sides
    except TargetError as error:
        pytest.fail(str(error), pytrace=False)


def profile_name(config: pytest.Config, found: corpus.Corpus) -> str:
    """The profile of the fakes that are measured: of the corpus, on the compiled datamodel if one is named."""
    compiled = config.option.datamodel
    return found.profile if compiled is None else f"{found.profile}{AT}{compiled.absolute()}"


def _is_elsewhere(config: pytest.Config) -> bool:
    """Whether something else is replayed, or measured, than what gaps.txt speaks of."""
    return bool(config.option.recordings or config.option.itop_url)


def _start(config: pytest.Config, sides: Sides) -> Start:
    if config.option.itop_url:
        return CommandStart(config.option.itop_reset)
    return SnapshotStart(sides)


def _corpora(config: pytest.Config) -> list[corpus.Corpus]:
    """The recordings asked for; the login named for real servers takes the place of the recorded `rest`."""
    option = config.option
    if option.datamodel is not None and not _is_elsewhere(config):
        profile = option.profile or corpus.DEFAULT_PROFILE
        return [found for found in corpus.shipped() if found.profile == profile]
    if not _is_elsewhere(config):
        return corpus.shipped()
    folder = option.recordings or corpus.CORPORA[option.profile or corpus.DEFAULT_PROFILE]
    loaded = corpus.load(folder, option.profile or corpus.profile_of(folder))
    return [loaded.logging_in_as(*real_login(config)) if option.itop_url else loaded]


def real_login(config: pytest.Config) -> tuple[str | None, str | None]:
    """Who logs in to real servers, and the password; None for what is recorded."""
    option = config.option
    user = option.itop_user or os.environ.get("FAKE_ITOP_USER")
    return user, option.itop_password or os.environ.get("FAKE_ITOP_PASSWORD")
