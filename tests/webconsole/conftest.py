"""A wired pair, and browsers at its console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fake_itop.integration.roles import Roles
from fake_itop.integration.stage import Stage
from tests.webconsole import browser
from tests.webconsole.browser import Keyboard, Mouse, Page
from tests.webconsole.pair import Console, serving
from tests.webconsole.visitor import let_in

HANDS = {"mouse": Mouse, "keyboard": Keyboard}


@pytest.fixture(scope="session")
def running() -> Iterator[Console]:
    """The pair, for all tests of this process."""
    with serving() as console:
        yield console


@pytest.fixture
def console(running: Console) -> Console:
    """The pair in its state at start, each of the two able to reach the other."""
    let_in(running.address, running.token).send("/start")
    return running


@pytest.fixture
def stage(console: Console) -> Stage:
    """Sets the stage of a scenario on the pair."""
    return Stage(console.pair, Roles())


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The browser; without one, tests are skipped, or fail where it is required."""
    reason = browser.missing()
    if reason and browser.is_required():
        pytest.fail(f"{reason}, and {browser.REQUIRED} says that it is required")
    if reason:
        pytest.skip(reason)
    with browser.chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(params=list(HANDS))
def page(request: pytest.FixtureRequest, driver: Any, console: Console) -> Page:
    """The console in a browser that somebody uses by mouse, and once more by keyboard."""
    return Page(driver, HANDS[request.param](driver), console.address, console.token)


@pytest.fixture
def seen(driver: Any, console: Console) -> Page:
    """The console in a browser, where it does not matter how it is used."""
    return Page(driver, Mouse(driver), console.address, console.token)
