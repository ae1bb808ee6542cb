"""``python -m tools.build.profiles FACTS RECORDINGS`` rewrites what iTop 3.1.2 has otherwise than 3.2.0.

``FACTS`` is the folder that `tools.build.datamodel` takes, with ``datamodel-3.1.json`` in it; ``RECORDINGS`` that
of the recordings of 3.1, whose ``install.json`` says what a clean install holds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fake_itop.access.install import read_standard
from fake_itop.profiles.known import OLDER
from fake_itop.values.json_texts import difference
from tools.build.datamodel.base import Facts, design_of, dictionary_of
from tools.build.profiles.delta import design_delta
from tools.build.profiles.knowledge import HTML_TEXTS_3_1, with_rights

NOTE = " Written by tools.build.profiles from the facts of a real iTop 3.1.2. Do not edit: change the builder. "


def main(facts: Path, install: Path, target: Path = OLDER) -> None:
    """Write design, labels and clean install to ``target``, each as what differs from the standard."""
    newest = Facts.read(facts)
    older = with_rights(Facts.read(facts, "-3.1"), newest)
    old_design, new_design = design_of(newest, "3.2"), design_of(older, "3.1", HTML_TEXTS_3_1)
    labels = difference(dictionary_of(newest, old_design), dictionary_of(older, new_design))
    target.mkdir(exist_ok=True)
    (target / "design.xml").write_text(design_delta(old_design, new_design, NOTE), encoding="utf-8")
    _write(target / "labels.json", labels)
    _write(target / "install.json", difference(read_standard(), _of_the_installer(install)))


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
        sys.exit("usage: python -m tools.build.profiles FACTS RECORDINGS")
    main(Path(sys.argv[1]), Path(sys.argv[2]) / "install.json")
