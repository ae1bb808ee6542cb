"""Draws the pictures of the web console: a pair plays, and a headless Chromium looks. Run it by hand in a checkout."""

import tempfile
from base64 import b64decode
from pathlib import Path

from selenium.webdriver import Chrome

from fake_itop.integration.roles import Roles
from fake_itop.integration.stage import NO_STIMULUS, Stage
from tests.webconsole.browser import Mouse, Page, chromium
from tests.webconsole.pair import Console, serving

IMAGES = Path(__file__).parents[3] / "docs/images"
START = "2026-11-24T09:30:00"
WIDTH = 1280


def main() -> None:
    """Play, and take the pictures."""
    with (
        tempfile.TemporaryDirectory() as profile,
        serving("--clock", START) as console,
        chromium(Path(profile)) as driver,
    ):
        page = Page(driver, Mouse(driver), console.address, console.token)
        stage = play(console)
        tickets = f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}"
        page.open(tickets)
        look(driver, "light", "console-light", ".sides")
        webhook = next(row["seq"] for row in console.pair.journal() if row["kind"] == "webhook")
        page.open(f"{tickets}&message={webhook}")
        look(driver, "dark", "console-dark", ".exchange")


def play(console: Console) -> Stage:
    """A ticket is transferred, both sides write, and the partner takes it."""
    stage = Stage(console.pair, Roles())
    ours, partner = console.pair.ours, console.pair.partner
    stage.assigned_ticket()
    stage.console(ours, stage.ours, "ev_pendingpartner", {"partner_id": stage.chosen_partner()})
    stage.partner = int(stage.ticket(ours)["remote_ticketid"])
    later(console, 240)
    stage.console(ours, stage.ours, NO_STIMULUS, {"private_log": "The smoke is getting thicker"})
    later(console, 90)
    stage.assign(partner, stage.partner)
    later(console, 30)
    stage.console(partner, stage.partner, NO_STIMULUS, {"public_log": "Which floor are you on?"})
    return stage


def later(console: Console, seconds: float) -> None:
    """Let time pass for both."""
    for side in (console.pair.ours, console.pair.partner):
        side.control.advance(seconds)


def look(driver: Chrome, scheme: str, name: str, what: str) -> None:
    """Take a picture of what is there, from the top of an element on."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.set_window_size(WIDTH, 1000)
    top, height = driver.execute_script(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
        "const end = document.querySelector('.exchange').getBoundingClientRect().bottom;"
        "return [box.top + scrollY, end + scrollY + 20]",
        what,
    )
    start = 0 if what == ".sides" else top - 20
    clip = {"x": 0, "y": start, "width": WIDTH, "height": height - start, "scale": 1}
    picture = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    (IMAGES / f"{name}.png").write_bytes(b64decode(picture["data"]))


if __name__ == "__main__":
    main()
