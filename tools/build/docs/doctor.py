"""Write ``docs/doctor.md`` from the doctor's pages, whose examples are examined.

Run ``python tools/build/docs/doctor.py``.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fake_itop.access import InstanceSettings
from fake_itop.doctor import Finding, examine
from fake_itop.findings import Page, pages
from fake_itop.integration import wiring as kit
from fake_itop.integration.examined import integration
from fake_itop.integration.simulated import SimulatedSides
from fake_itop.profiles import DEFAULT, find
from fake_itop.values.clock import Clock

TARGET = Path(__file__).parents[3] / "docs/doctor.md"
HEAD = Path(__file__).with_name("doctor.head.md")
START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0"><classes>'
MOMENT = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - naive UTC throughout


def document() -> str:
    """The whole page."""
    rows = [
        f"| [{page.code}](#{_anchor(page)}) | {page.severity} | {page.title} |" for page in pages("doctor").values()
    ]
    table = "\n".join(["| code | | |", "|---|---|---|", *rows])
    return (
        "\n\n".join([HEAD.read_text("utf-8").strip(), table, *(_section(page) for page in pages("doctor").values())])
        + "\n"
    )


def _title(page: Page) -> str:
    return f"{page.code}: {page.title}"


def _anchor(page: Page) -> str:
    return "".join(sign for sign in _title(page).lower().replace(" ", "-") if sign.isalnum() or sign in "-_")


def _section(page: Page) -> str:
    example = json.loads(page.example)
    changes, base = example["changes"], example["base"]
    steps = ", ".join(f"`{step['request']['class']}`" for step in example.get("steps", ()))
    where = f"Found in the wiring `{base}`" + (f", changed by `{json.dumps(changes)}`" if changes else "")
    where += f", with another {steps} in it" if steps else ""
    where += f", on iTop {page.profile}" if page.profile else ""
    design = ["on the design", f"```xml\n{page.design}\n```"] if page.design else []
    found = next(finding for finding in examined(page) if finding.code == page.code)
    said = f"```text\n{_name(page)}: {found.where}\n  {found.message}\n  fix: {found.fix}\n```"
    return "\n\n".join([f"## {_title(page)}", f"*{page.severity}*. {page.text}", f"{where}:", *design, said])


def examined(page: Page) -> list[Finding]:
    """What the doctor says of a page's example."""
    with TemporaryDirectory() as folder:
        designs = ["transfer", *_designs(page, Path(folder))]
        wiring = kit.parse(page.example.encode(), _name(page))
        clock = Clock.frozen(MOMENT)
        profile, users = find(page.profile or DEFAULT.name), InstanceSettings.default()
        profiles = dict.fromkeys(wiring.instances, profile)
        model = profile.datamodel(designs)
        itops = SimulatedSides(model, users, lambda: clock, profiles=profiles, names=wiring.instances, designs=designs)
        return examine(integration(wiring, itops))


def _name(page: Page) -> str:
    example = json.loads(page.example)
    return "example.json" if example["changes"] or "steps" in example else str(example["base"])


def _designs(page: Page, folder: Path) -> list[Path]:
    if not page.design:
        return []
    file = folder / "example.xml"
    file.write_text(f"{START}{page.design}</classes></itop_design>", "utf-8")
    return [file]


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
