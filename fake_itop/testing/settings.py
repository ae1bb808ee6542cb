"""What the instances of tests are like, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from fake_itop.access.settings import InstanceSettings
from fake_itop.integration.wiring import DEFAULT as DEFAULT_WIRING
from fake_itop.notifications import Callback
from fake_itop.profiles import DEFAULT
from fake_itop.values.clock import ANY_MOMENT

PATIENCE = 5.0
"""Seconds that a test waits for what goes on between instances, unless it says otherwise."""


class StageError(Exception):
    """A test asked for something that cannot be: one line that says what, and what would be right."""


class UnsettledError(AssertionError):
    """Something is still under way, or did not come about, after the time that was given."""


@dataclass(frozen=True)
class ItopSettings:
    """How the instances of tests are built; override the fixture ``itop_settings`` to give others.

    Args:
        users: who there is; `fake_itop.configuration.read_config` reads them from a file.
        datamodel: the compiled datamodel of an iTop (``datamodel-production.xml``), for the standard classes.
        designs: ``itop_design`` deltas on top of the base design, in order.
        wiring: how the two of a pair are wired: a name, a file, or ``None`` for not at all.
        start: where the clock stands still until a test moves it (naive, UTC); ``None`` lets it run with the machine's.
        callbacks: what stands for the PHP methods that actions name, by ``Class::Method``, beside the tutorial's.
        allowed_hosts: where webhooks may go beside this machine.
        max_depth: how many webhooks may cause each other in a chain before it is stopped.
        profile: the version that they imitate, such as ``3.1``.
        ours_profile: the version of ours alone.
        partner_profile: the version of the partner's alone.
        edition: of which edition they are where their profile says nothing, ``simple`` or ``itil``.
        workers: how many requests an instance of a world handles at once, as PHP-FPM's pool does.
    """

    users: InstanceSettings = field(default_factory=InstanceSettings.default)
    datamodel: Path | str | None = None
    designs: tuple[Path | str, ...] = ()
    wiring: Path | str | None = DEFAULT_WIRING
    start: datetime | None = ANY_MOMENT
    callbacks: Mapping[str, Callback] = field(default_factory=dict)
    allowed_hosts: tuple[str, ...] = ()
    max_depth: int = 20
    workers: int = 8
    profile: str = DEFAULT.name
    ours_profile: str | None = None
    partner_profile: str | None = None
    edition: str | None = None

    def but(self, **others: Any) -> Self:
        """The same with other values for some of its arguments."""
        return replace(self, **others)
