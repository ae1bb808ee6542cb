"""The pytest plugin: instances of iTop as fixtures, options and markers.

It is loaded in every run of pytest where fake-itop is installed, so nothing of fake-itop is imported before a fixture
is asked for, and nothing changes for tests that ask for none.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fake_itop.pytest_plugin.providing import InstanceProvider
    from fake_itop.testing import AsyncInstance, AsyncItops, Host, Instance, Itops, ItopSettings, ItopWorld

OPTIONS = {
    "seed": ("N", "Seed of chance in the instances; each test mixes its own name into it."),
    "wiring": ("NAME|FILE", "How the two instances of a pair are wired; none for not at all."),
    "design": ("FILE", "An itop_design delta on top of the base design."),
    "profile": ("VERSION", "The version of iTop that the instances imitate."),
    "edition": ("EDITION", "The edition of it: simple, or itil."),
    "report": ("FILE", "Write a page with what went over the wire in each test that has instances."),
}
MARKERS = (
    "itop(seed=..., wiring=..., design=..., start=..., profile=..., edition=...): itop_settings, but for these",
    "itop_allow(*what): let a test leave 'webhooks' that came to nothing, 'errors' of servers, 'faults' unused",
)

_provider = pytest.StashKey["InstanceProvider"]()
_failed = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, and their twins in the configuration file."""
    group = parser.getgroup("fake-itop")
    for name, (metavar, text) in OPTIONS.items():
        group.addoption(f"--itop-{name}", dest=f"itop_{name}", metavar=metavar, default=None, help=text)
        parser.addini(f"itop_{name}", text, default="")


def pytest_configure(config: pytest.Config) -> None:
    """The markers, and the report if it is wanted."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("itop_report") or config.getini("itop_report"):
        from fake_itop.pytest_plugin.reporting import Report  # noqa: PLC0415 - only where it is wanted

        config.pluginmanager.register(Report.of(config), "fake_itop_report")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what went over the wire where a test with instances fails, and keep it for the report."""
    report = yield
    provider = item.stash.get(_provider, None)
    if provider is None:
        return report
    if report.failed:
        item.stash[_failed] = True
        report.sections.append(("iTop exchange", provider.exchange()))
    if report.when == "call" and item.config.pluginmanager.has_plugin("fake_itop_report"):
        report.itop_exchange = provider.record()  # type: ignore[attr-defined] # goes along to the process that reports
    return report


@pytest.fixture(scope="session")
def itop_settings(pytestconfig: pytest.Config) -> ItopSettings:
    """What the instances of tests are like: override it to give them other users, designs, wirings or callbacks."""
    from fake_itop.pytest_plugin.providing import settings_of_run  # noqa: PLC0415 - see the module

    return settings_of_run(pytestconfig)


@pytest.fixture(scope="session")
def itop_host() -> Iterator[Host]:
    """The thread on which instances are served, warm for the whole session."""
    from fake_itop.testing import Host  # noqa: PLC0415 - see the module

    with Host() as host:
        yield host


@pytest.fixture
def itop_provider(
    request: pytest.FixtureRequest, itop_host: Host, itop_settings: ItopSettings
) -> Iterator[InstanceProvider]:
    """What the fixtures below have their instances from; at the end it fails a test that leaves problems behind."""
    from fake_itop.pytest_plugin.providing import InstanceProvider, allowed  # noqa: PLC0415 - see the module

    item = request.node
    fine = allowed(item)
    provider = item.stash[_provider] = InstanceProvider(itop_host, item, itop_settings)
    yield provider
    problems = [] if item.stash.get(_failed, False) else provider.problems(fine)
    provider.take_back()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture
def itop(itop_provider: InstanceProvider) -> Instance:
    """An iTop that listens, as freshly installed."""
    from fake_itop.testing import Instance, Itops  # noqa: PLC0415 - see the module

    return itop_provider.provide(["itop"], Itops, Instance)["itop"]


@pytest.fixture
def itop_pair(itop_provider: InstanceProvider) -> Itops:
    """Two iTops that listen, ``ours`` and the ``partner``'s, wired as in the tutorial."""
    from fake_itop.testing import PAIR, Instance, Itops  # noqa: PLC0415 - see the module

    return itop_provider.provide(PAIR, Itops, Instance)


@pytest.fixture
def itop_factory(itop_provider: InstanceProvider) -> Callable[..., Itops]:
    """Makes iTops by name, as many as named, with other settings if need be: ``itop_factory("a", "b", start=None)``."""
    from fake_itop.testing import Instance, Itops  # noqa: PLC0415 - see the module

    return lambda *names, **others: itop_provider.provide(names, Itops, Instance, **others)


@pytest.fixture
def itop_world(itop_provider: InstanceProvider) -> ItopWorld:
    """A wired pair in a world without sockets: time and network obey, every run repeats, and checkers read what was."""
    return itop_provider.provide_world()


@pytest.fixture
def aio_itop(itop_provider: InstanceProvider) -> AsyncInstance:
    """As ``itop``, for a test that runs in a loop: whatever can take a webhook along is awaited."""
    from fake_itop.testing import AsyncInstance, AsyncItops  # noqa: PLC0415 - see the module

    return itop_provider.provide(["itop"], AsyncItops, AsyncInstance)["itop"]


@pytest.fixture
def aio_itop_pair(itop_provider: InstanceProvider) -> AsyncItops:
    """As ``itop_pair``, for a test that runs in a loop."""
    from fake_itop.testing import PAIR, AsyncInstance, AsyncItops  # noqa: PLC0415 - see the module

    return itop_provider.provide(PAIR, AsyncItops, AsyncInstance)


@pytest.fixture
def aio_itop_factory(itop_provider: InstanceProvider) -> Callable[..., AsyncItops]:
    """As ``itop_factory``, for a test that runs in a loop."""
    from fake_itop.testing import AsyncInstance, AsyncItops  # noqa: PLC0415 - see the module

    return lambda *names, **others: itop_provider.provide(names, AsyncItops, AsyncInstance, **others)
