"""axe-core finds nothing to complain of, on any page, in light and in dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from fake_itop.integration.stage import NO_STIMULUS, Stage
from tests.webconsole import browser
from tests.webconsole.browser import Page

AXE = "FAKE_ITOP_AXE"
"""The environment variable that names axe-core's file."""

RUN = """
const done = arguments[arguments.length - 1];
axe.run({resultTypes: ["violations"]}).then(
    result => done(result.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(" | ")}`)),
    error => done([`axe broke down: ${error}`]),
);
"""


@pytest.fixture
def axe() -> str:
    """The source of axe-core; without it, tests are skipped, or fail where a browser is required."""
    name = os.environ.get(AXE)
    if name:
        return Path(name).read_text("utf-8")
    if browser.is_required():
        pytest.fail(f"{AXE} does not say where axe-core is")
    pytest.skip(f"{AXE} does not say where axe-core is: npm install axe-core, and name its axe.min.js")


def pages(stage: Stage) -> dict[str, str]:
    tickets = f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}"
    webhook = next(row["seq"] for row in stage.lab.journal() if row["kind"] == "webhook")
    return {
        "tickets": "",
        "a new ticket": "?ours-form=new:UserRequest",
        "two tickets and a message": f"{tickets}&message={webhook}",
        "a stimulus": f"{tickets}&partner-form=ev_resolve&ours-form=edit",
        "what is gone": "?ours=UserRequest::999&message=99999",
        "calls that only read": "?reads=1&ours-find=SELECT nonsense",
        "wiring": "wiring",
        "sources": "sources",
        "findings": "findings",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(seen: Page, stage: Stage, axe: str, scheme: str) -> None:
    stage.transferred_ticket()
    stage.console(stage.lab.ours, stage.ours, NO_STIMULUS, {"private_log": "The smoke is getting thicker"})
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    seen.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    found: dict[str, Any] = {}
    seen.open()
    for name, path in pages(stage).items():
        seen.driver.get(seen.address + path)
        seen.driver.execute_script(axe)
        found[name] = seen.driver.execute_async_script(RUN)
    seen.driver.delete_all_cookies()
    seen.driver.get(seen.address)
    seen.driver.execute_script(axe)
    found["the door"] = seen.driver.execute_async_script(RUN)

    assert {name: violations for name, violations in found.items() if violations} == {}
