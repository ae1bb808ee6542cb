"""What the fixtures of the plugin do; imported when the first of them is asked for."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from fake_itop.integration.exchange import events
from fake_itop.journal import draw
from fake_itop.pytest_plugin import OPTIONS
from fake_itop.testing.group import PAIR
from fake_itop.testing.host import Host
from fake_itop.testing.in_world import AtOnce, ItopWorld
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import ItopSettings, StageError
from fake_itop.testing.several import Several
from fake_itop.testing.trace import trace
from fake_itop.values.names import expected

ALLOWED = ("webhooks", "errors", "faults")
"""What the marker ``itop_allow`` may name."""

LAST = 30
"""How many of the last messages are shown of a test that failed."""


@dataclass(frozen=True)
class ProvidedInstances:
    """Instances that a test has."""

    several: Several[Any]

    def shown(self) -> str:
        """The last messages, as text."""
        return trace(self.several.journal(), last=LAST)

    def drawing(self) -> str:
        """What went over the wire between the two of a pair, as SVG; empty for others."""
        if tuple(self.several) != PAIR:
            return ""
        return draw([("", events(self.several.journal()))])


__tracebackhide__ = True

SETTINGS = ("seed", "wiring", "design", "start", "profile", "ours_profile", "partner_profile", "edition")
"""What the marker ``itop`` may give."""

AnySeveral = TypeVar("AnySeveral", bound=Several[Any])
AnyInstance = TypeVar("AnyInstance", bound=Observed)


def option(config: pytest.Config, name: str) -> str:
    """What the command line says, or else the configuration file; empty if neither does."""
    given: str | None = config.getoption(f"itop_{name}")
    return str(config.getini(f"itop_{name}")) if given is None else given


def settings_of_run(config: pytest.Config) -> ItopSettings:
    """The settings that the options give."""
    settings = ItopSettings()
    wiring, design = option(config, "wiring"), option(config, "design")
    if wiring:
        settings = settings.but(wiring=None if wiring == "none" else wiring)
    return settings.but(
        designs=(Path(design),) if design else settings.designs,
        profile=option(config, "profile") or settings.profile,
        edition=option(config, "edition") or settings.edition,
    )


class InstanceProvider:
    """Provides instances to one test, as its marker wants them.

    Args:
        host: serves them.
        item: the test.
        settings: those of the fixture ``itop_settings``.
    """

    def __init__(self, host: Host, item: pytest.Item, settings: ItopSettings) -> None:
        marked = _marked(item)
        self.seed = int(marked.pop("seed", None) or seed_of(item))
        self.provided: list[ProvidedInstances] = []
        self.command = command_of(item)
        self._exchange = ""
        self._host = host
        self._settings = _changed(settings, marked)

    def provide(
        self, names: Sequence[str], several: type[AnySeveral], kind: type[AnyInstance], **others: Any
    ) -> AnySeveral:
        """Instances of these names; ``others`` are settings that differ.

        Raises:
            StageError: the settings cannot be used.
        """
        group = self._host.group(names, self._settings.but(**others), self.seed)
        instances = several(self._host, group, kind)
        self.provided.append(ProvidedInstances(instances))
        return instances

    def provide_world(self) -> ItopWorld:
        """A pair in a world of its own.

        Raises:
            StageError: the settings cannot be used.
        """
        world = ItopWorld(AtOnce(), self._host.world(PAIR, self._settings, self.seed))
        self.provided.append(ProvidedInstances(world))
        return world

    def take_back(self) -> None:
        """End what is under way in them; what they exchanged can still be shown."""
        self._exchange = self.exchange()
        for each in self.provided:
            each.several.release()

    def exchange(self) -> str:
        """The last messages, and how to run the test again."""
        return self._exchange or "\n\n".join([*(each.shown() for each in self.provided), f"again: {self.command}"])

    def record(self) -> dict[str, Any]:
        """The test as the report shows it."""
        return {"exchange": self.exchange(), "drawings": [each.drawing() for each in self.provided]}

    def problems(self, allowed: Sequence[str]) -> list[str]:
        """What the test leaves behind and should not."""
        return [problem for each in self.provided for problem in each.several.problems(allowed)]


def seed_of(item: pytest.Item) -> int:
    """A test's seed: the run's, mixed with the test's name, so that it does not matter what else runs, or where."""
    run = option(item.config, "seed")
    if run and not run.lstrip("-").isdigit():
        raise pytest.UsageError(f"--itop-seed {run}: right would be a number")
    return int.from_bytes(hashlib.sha256(f"{run or 0}/{item.nodeid}".encode()).digest()[:4])


def command_of(item: pytest.Item) -> str:
    """The command that runs a test again as it ran."""
    given = [f"--itop-{name}={value}" for name in OPTIONS if (value := option(item.config, name)) and name != "report"]
    return shlex.join(["pytest", item.nodeid, *given])


def allowed(item: pytest.Item) -> list[str]:
    """What the marker ``itop_allow`` names.

    Raises:
        pytest.UsageError: it names something else.
    """
    names = [name for marker in item.iter_markers("itop_allow") for name in marker.args]
    for name in names:
        if name not in ALLOWED:
            raise pytest.UsageError(f"{item.nodeid}: itop_allow({name!r}); {expected(name, ALLOWED)}")
    return names


def _marked(item: pytest.Item) -> dict[str, Any]:
    """What the markers ``itop`` give, the nearest first."""
    given: dict[str, Any] = {}
    for marker in item.iter_markers("itop"):
        given = {**marker.kwargs, **given}
    for name in given:
        if name not in SETTINGS:
            raise pytest.UsageError(f"{item.nodeid}: marker itop has no {name!r}; {expected(name, SETTINGS)}")
    return given


def _changed(settings: ItopSettings, marked: dict[str, Any]) -> ItopSettings:
    if "design" in marked:
        design = marked.pop("design")
        designs = [design] if isinstance(design, str | Path) else design
        marked["designs"] = tuple(Path(each) for each in designs)
    start = marked.get("start")
    if isinstance(start, str):
        try:
            marked["start"] = datetime.fromisoformat(start)
        except ValueError:
            raise StageError(f"start={start!r}: right would be a moment as 2026-01-31T12:00:00") from None
    return settings.but(**marked)
