"""Scenarios that were played without sockets."""

from __future__ import annotations

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration import wiring
from fake_itop.integration.scenarios import PlayedScenario, play_all
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.values.clock import Clock
from tests.helpers import MOMENT


def played_on(name: str) -> list[PlayedScenario]:
    """What comes of the five on a shipped wiring."""
    pair = SimulatedPair(datamodel.load(["transfer"]), InstanceSettings.default(), lambda: Clock.frozen(MOMENT))
    loaded = wiring.load(name)
    wiring.apply(loaded, pair.ours, pair.partner)
    pair.begin()
    return play_all(pair, loaded.roles)


@pytest.fixture(scope="session")
def working() -> list[PlayedScenario]:
    return played_on("working")


@pytest.fixture(scope="session")
def tutorial() -> list[PlayedScenario]:
    return played_on("tutorial")
