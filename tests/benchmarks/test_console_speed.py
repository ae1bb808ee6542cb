"""How soon the other side shows what somebody does at the web console: in the same window, and in another one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

import pytest
from selenium.webdriver import Chrome

from fake_itop.integration.roles import Roles
from fake_itop.integration.stage import Stage
from tests.webconsole import browser
from tests.webconsole.browser import Mouse, Page, chromium
from tests.webconsole.pair import serving

ROUNDS = 20

WATCH = """
const [place, text] = arguments;
window.seenAt = null;
const look = () => {
    const found = document.querySelector(place);
    if (window.seenAt === null && found && found.textContent.includes(text)) {
        window.seenAt = Date.now();
    }
};
new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
"""
WRITE = """
document.querySelector("#ours .log-private textarea").value = arguments[0];
const button = document.querySelector("#ours .log-private button");
window.clickedAt = Date.now();
button.click();
"""


def test_click_to_the_update_on_the_other_side() -> None:
    if browser.missing():
        pytest.skip(browser.missing())
    with tempfile.TemporaryDirectory() as profile, serving() as console, chromium(Path(profile)) as driver:
        stage = Stage(console.pair, Roles())
        stage.transferred_ticket()
        page = Page(driver, Mouse(driver), console.address, console.token)
        page.open(f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}")
        acting = driver.current_window_handle
        driver.switch_to.new_window("window")
        watching = driver.current_window_handle
        driver.get(f"{console.address}?partner=UserRequest::{stage.partner}")
        rounds = [once(driver, acting, watching, f"entry {number}") for number in range(ROUNDS)]
    same, other = (sorted(times) for times in zip(*rounds, strict=True))
    print(
        f"\nclick to the update on the other side: median {median(same):.0f} ms (aim 300), slowest {same[-1]} ms; "
        f"in another window: median {median(other):.0f} ms, slowest {other[-1]} ms"
    )


def once(driver: Chrome, acting: str, watching: str, text: str) -> tuple[int, int]:
    """Milliseconds from a click until the same window, and another one, show what it led to at the partner."""
    for window in (watching, acting):
        driver.switch_to.window(window)
        driver.execute_script(WATCH, "#partner .log-public", text)
    driver.execute_script(WRITE, text)
    clicked = driver.execute_script("return window.clickedAt")
    seen = [_when_seen(driver, window) - clicked for window in (acting, watching)]
    return seen[0], seen[1]


def _when_seen(driver: Chrome, window: str) -> int:
    driver.switch_to.window(window)
    page = Page(driver, Mouse(driver), "", "")
    return int(page.until(lambda: driver.execute_script("return window.seenAt"), f"the update in {window}"))
