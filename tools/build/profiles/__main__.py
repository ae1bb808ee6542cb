"""``python -m tools.build.profiles FACTS CONFORMANCE`` rewrites what older versions and other editions have otherwise.

``FACTS`` is the folder that `tools.build.datamodel` takes, with ``datamodel-3.1.json`` and the like in it; beside it
lie those of the editions, as ``FACTS-itil``. ``CONFORMANCE`` holds the recordings of each, whose ``install.json`` says
what a clean install holds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_itop.access.install import read_standard
from fake_itop.profiles import DEFAULT, EDITIONS, PROFILES, SIMPLE, VersionProfile
from fake_itop.profiles.known import folder_of
from fake_itop.profiles.rule import Component
from fake_itop.values.json_texts import difference
from tools.build.datamodel.base import Facts, design_of, dictionary_of
from tools.build.datamodel.knowledge import HTML_TEXTS
from tools.build.profiles.delta import design_delta
from tools.build.profiles.knowledge import HTML_TEXTS_BEFORE_3_2, modules_of, with_rights

NOTE = " Written by tools.build.profiles from the facts of a real iTop {}. Do not edit: change the builder. "


def main(facts: Path, conformance: Path, target: Path | None = None) -> None:
    """Write design, labels and clean install of each profile but the default, as what differs from its base.

    That is for an older version the next newer one, for an edition the default. They go to the folder of each profile,
    or to one of the same name in ``target``.
    """
    newest = Facts.read(facts)
    standard = Content.of(newest, DEFAULT.name, HTML_TEXTS, read_standard())
    below = standard
    for name, profile in PROFILES.items():
        if profile is not DEFAULT:
            found = with_rights(Facts.read(facts, f"-{name}"), newest)
            install = _of_the_installer(conformance / f"recordings-{name}" / "install.json")
            install["objects"] |= modules_of(profile, found.classes, standard.install["objects"])
            own = Content.of(found, name, HTML_TEXTS_BEFORE_3_2, install)
            own.write(below, profile, target)
            below = own
    for edition, profiles in EDITIONS.items():
        if edition != SIMPLE:
            found = Facts.read(facts.with_name(f"{facts.name}-{edition}"))
            install = _of_the_installer(conformance / f"recordings-{edition}" / "install.json")
            install["objects"] |= modules_of(profiles[DEFAULT.name], found.classes, standard.install["objects"])
            Content.of(found, DEFAULT.name, HTML_TEXTS, install).write(standard, profiles[DEFAULT.name], target)


@dataclass(frozen=True)
class Content:
    """What a profile brings, as a whole."""

    design: str
    labels: dict[str, str]
    install: dict[str, Any]

    @classmethod
    def of(
        cls, facts: Facts, version: str, html_texts: Collection[tuple[str, str]], install: dict[str, Any]
    ) -> Content:
        """From the facts of a real server."""
        design = design_of(facts, version, html_texts)
        return cls(design, dictionary_of(facts, design), install)

    def write(self, base: Content, profile: VersionProfile, target: Path | None) -> None:
        """Write what differs from what a profile builds on."""
        shipped = folder_of(profile.name)
        folder = shipped if target is None else target / shipped.name
        folder.mkdir(exist_ok=True)
        note = NOTE.format(profile.versions[Component.ITOP])
        (folder / "design.xml").write_text(design_delta(base.design, self.design, note), encoding="utf-8")
        _write(folder / "labels.json", difference(base.labels, self.labels))
        _write(folder / "install.json", difference(base.install, self.install))


def _of_the_installer(install: Path) -> dict[str, Any]:
    """A clean install without what the recorded servers' users brought: those come from the settings."""
    standard = read_standard()
    recorded = json.loads(install.read_text(encoding="utf-8"))
    objects = {name: found for name, found in recorded["objects"].items() if name in standard["objects"]}
    next_id = {name: found for name, found in recorded["next_id"].items() if name in standard["next_id"]}
    return {**standard, "objects": objects, "next_id": next_id}


def _write(path: Path, patch: dict[str, Any]) -> None:
    path.write_text(json.dumps(patch, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:  # noqa: PLR2004
        sys.exit("usage: python -m tools.build.profiles FACTS CONFORMANCE")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
