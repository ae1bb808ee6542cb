"""``python -m tools.build.datamodel FACTS`` rewrites the base designs from the facts in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_itop.datamodel import BASE
from tools.build.datamodel.base import Facts, design_of, dictionary_of, dictionary_text

VERSIONS = {"3.2": ""}
"""Each version with what its facts' file name ends in."""


def main(folder: Path, target: Path = BASE) -> None:
    """Write the design and the dictionary of each version from the facts in ``folder`` to ``target``."""
    for version, suffix in VERSIONS.items():
        facts = Facts.read(folder, suffix)
        design = design_of(facts, version)
        entries = dictionary_of(facts, design)
        (target / f"itop-{version}.xml").write_text(design, encoding="utf-8")
        (target / f"itop-{version}.en.json").write_text(dictionary_text(entries), encoding="utf-8")
        print(f"itop-{version}: {len(facts.classes)} classes, {len(entries)} labels")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("usage: python -m tools.build.datamodel FACTS")
    main(Path(sys.argv[1]))
