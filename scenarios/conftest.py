"""A wired pair for each specification: without sockets and over real ones, from the same body."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from fake_itop.cli.options import Options
from fake_itop.cli.scenarios import over_sockets, simulated
from fake_itop.integration.lab import Lab
from fake_itop.integration.stage import Stage

DRIVERS = {"simulated": simulated, "sockets": over_sockets}
OPTIONS = Options(
    config=None,
    design=(),
    clock="real",
    seed=0,
    host="127.0.0.1",
    allow_remote=False,
    allow_webhook_host=(),
    control_host=(),
    max_webhook_depth=20,
    verbose=False,
    quiet=True,
)

Steps = list[dict[str, Any]]
Change = Callable[[Steps], None]
"""Makes another wiring of the steps of ``working``."""

Open = Callable[[Change | None], Stage]


@pytest.fixture(params=list(DRIVERS))
def wired(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens a pair that is wired as ``working`` says, or with a change to it, and gives its stage."""
    driver = DRIVERS[request.param]
    with ExitStack() as stack:

        def opened(change: Change | None = None) -> Stage:
            wiring = "working" if change is None else str(changed(change, tmp_path))
            lab: Lab
            lab, roles = stack.enter_context(driver(OPTIONS, wiring))
            lab.reset()
            return Stage(lab, roles)

        yield opened


@pytest.fixture
def stage(wired: Open) -> Stage:
    """The stage of a specification, on a pair that is wired as ``working`` says."""
    return wired(None)


def changed(change: Change, folder: Path) -> Path:
    """A file with the wiring ``working``, changed."""
    text = resources.files("fake_itop.integration").joinpath("wirings", "working.json").read_text("utf-8")
    data = json.loads(text)
    change(data["steps"] if isinstance(data, dict) else data)
    path = folder / "changed.json"
    path.write_text(json.dumps(data), "utf-8")
    return path
