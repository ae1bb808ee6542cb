"""Integrations for the doctor to examine: wirings, with changes, on designs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fake_itop.access import InstanceSettings
from fake_itop.doctor import Finding, Integration, Severity, examine
from fake_itop.integration import wiring as kit
from fake_itop.integration.examined import integration
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.integration.wiring import Wiring
from fake_itop.profiles import DEFAULT, VersionProfile, find
from fake_itop.values.clock import Clock
from tests.helpers import MOMENT

TUTORIAL_DESIGN = ("transfer",)
_START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0"><classes>'


def changed(*changes: dict[str, Any], base: str = "working") -> Wiring:
    """A wiring with changes."""
    return kit.parse(json.dumps({"base": base, "changes": list(changes)}).encode(), "changed.json")


def read(
    wiring: Wiring | Path | str,
    designs: Sequence[Path | str] = TUTORIAL_DESIGN,
    settings: InstanceSettings | None = None,
    profile: VersionProfile = DEFAULT,
) -> Integration:
    """What the doctor is given."""
    loaded = wiring if isinstance(wiring, Wiring) else kit.load(wiring)
    users = settings or InstanceSettings.default()
    profile = find(profile.name, loaded.edition) if loaded.edition else profile
    profiles = dict.fromkeys(loaded.instances, profile)
    model, clock = profile.datamodel(designs), Clock.frozen(MOMENT)
    itops = SimulatedSides(model, users, lambda: clock, profiles=profiles, names=loaded.instances, designs=designs)
    return integration(loaded, itops)


def findings_of(
    wiring: Wiring | Path | str,
    designs: Sequence[Path | str] = TUTORIAL_DESIGN,
    settings: InstanceSettings | None = None,
    profile: VersionProfile = DEFAULT,
) -> list[Finding]:
    """All that the doctor says."""
    return examine(read(wiring, designs, settings, profile))


def codes(findings: Sequence[Finding], severity: Severity = Severity.ERROR) -> set[str]:
    """The codes of one severity."""
    return {finding.code for finding in findings if finding.severity is severity}


def design_file(folder: Path, classes: str) -> Path:
    """A delta that holds some classes."""
    file = folder / "more.xml"
    file.write_text(f"{_START}{classes}</classes></itop_design>", "utf-8")
    return file
