"""``python -m tools.build.profiles FACTS CONFORMANCE`` rewrites what older versions have otherwise.

``FACTS`` is the folder that `tools.build.datamodel` takes, with ``datamodel-3.1.json`` and the like in it;
``CONFORMANCE`` holds the recordings of each version, whose ``install.json`` says what a clean install holds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fake_itop.access.install import read_standard
from fake_itop.profiles import DEFAULT, PROFILES
from fake_itop.profiles.known import folder_of
from fake_itop.profiles.rule import Component
from fake_itop.values.json_texts import difference
from tools.build.datamodel.base import Facts, design_of, dictionary_of
from tools.build.datamodel.knowledge import HTML_TEXTS
from tools.build.profiles.delta import design_delta
from tools.build.profiles.knowledge import HTML_TEXTS_BEFORE_3_2, with_rights

NOTE = " Written by tools.build.profiles from the facts of a real iTop {}. Do not edit: change the builder. "


def main(facts: Path, conformance: Path, target: Path | None = None) -> None:
    """Write design, labels and clean install of each older profile, as what differs from the next newer one.

    They go to the folder of each profile, or to one of the same name in ``target``.
    """
    newest = Facts.read(facts)
    design, install = design_of(newest, DEFAULT.name, HTML_TEXTS), read_standard()
    labels = dictionary_of(newest, design)
    for name, profile in PROFILES.items():
        if profile is DEFAULT:
            continue
        found = with_rights(Facts.read(facts, f"-{name}"), newest)
        own_design = design_of(found, name, HTML_TEXTS_BEFORE_3_2)
        own_labels = dictionary_of(found, own_design)
        own_install = _of_the_installer(conformance / f"recordings-{name}" / "install.json")
        shipped = folder_of(name)
        folder = shipped if target is None else target / shipped.name
        folder.mkdir(exist_ok=True)
        note = NOTE.format(profile.versions[Component.ITOP])
        (folder / "design.xml").write_text(design_delta(design, own_design, note), encoding="utf-8")
        _write(folder / "labels.json", difference(labels, own_labels))
        _write(folder / "install.json", difference(install, own_install))
        design, labels, install = own_design, own_labels, own_install


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
