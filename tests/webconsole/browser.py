"""A headless Chromium, and two ways to use a page of the console: by mouse and by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

REQUIRED = "FAKE_ITOP_BROWSER"
"""Set to "required", the environment variable turns the absence of a browser into a failure."""

PATIENCE = 20
MANY_TABS = 250
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,1000",
    "--force-device-scale-factor=1",
)


def missing() -> str:
    """Why there is no browser to test in, or an empty text."""
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"no {' and no '.join(lacking)} here: install Debian's chromium and chromium-driver" if lacking else ""


def is_required() -> bool:
    """Whether a missing browser is a failure, as it is in CI."""
    return os.environ.get(REQUIRED) == "required"


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[Chrome]:
    """A browser with an empty profile."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


class Hand(Protocol):
    """Somebody at the page."""

    def press(self, element: WebElement) -> None:
        """Use a link or a button."""

    def write(self, element: WebElement, text: str) -> None:
        """Put a text into an empty field."""

    def choose(self, element: WebElement, label: str) -> None:
        """Take a choice of a list."""


class Mouse:
    """Clicks; only texts are typed."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def press(self, element: WebElement) -> None:
        """Use a link or a button."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def write(self, element: WebElement, text: str) -> None:
        """Put a text into an empty field."""
        self.press(element)
        element.send_keys(text)

    def choose(self, element: WebElement, label: str) -> None:
        """Take a choice of a list."""
        Select(element).select_by_visible_text(label)


class Keyboard:
    """Never points: goes from one element to the next by Tab, from wherever the focus is."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def press(self, element: WebElement) -> None:
        """Use a link or a button."""
        self._go_to(element)
        self._type(Keys.ENTER)

    def write(self, element: WebElement, text: str) -> None:
        """Put a text into an empty field."""
        self._go_to(element)
        self._type(text)

    def choose(self, element: WebElement, label: str) -> None:
        """Take a choice of a list, by the letters of its name."""
        self._go_to(element)
        self._type(label)

    def _go_to(self, element: WebElement) -> None:
        for _ in range(MANY_TABS):
            if self.driver.switch_to.active_element == element:
                return
            self._type(Keys.TAB)
        raise AssertionError(f"{MANY_TABS} times Tab do not lead to {element.get_attribute('outerHTML')}")

    def _type(self, keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(keys)


class Page:
    """The console in a browser, told by what a person reads on it."""

    def __init__(self, driver: Chrome, hand: Hand, address: str, token: str) -> None:
        self.driver = driver
        self.hand = hand
        self.address = address
        self.token = token

    def open(self, path: str = "") -> None:
        """Come in with the token, and go to a page."""
        self.complaints()  # those of other tests
        self.driver.get(f"{self.address}?token={self.token}")
        self.until(lambda: "token=" not in self.driver.current_url, "the token to be taken out of the address")
        self.driver.get(self.address + path)

    def find(self, css: str) -> WebElement:
        """The element, as soon as there is one."""
        return self.until(lambda: next(iter(self.driver.find_elements(By.CSS_SELECTOR, css)), None), css)

    def named(self, where: str, tag: str, text: str) -> WebElement:
        """A link or a button by what it says, within the element that is selected by ``where``."""

        def found() -> WebElement | None:
            elements = self.driver.find_elements(By.CSS_SELECTOR, f"{where} {tag}")
            return next((each for each in elements if " ".join(each.text.split()) == text), None)

        return self.until(found, f"{tag} {text!r} in {where}")

    def field(self, where: str, label: str) -> WebElement:
        """A field by its label."""

        def found() -> WebElement | None:
            labels = self.driver.find_elements(By.CSS_SELECTOR, f"{where} label")
            ids = (each.get_attribute("for") for each in labels if each.get_attribute("textContent").startswith(label))
            id_ = next(ids, None)
            return None if id_ is None else self.driver.find_element(By.ID, id_)

        return self.until(found, f"field {label!r} in {where}")

    def text(self, css: str) -> str:
        """What an element says, empty while there is none."""
        return str(
            self.driver.execute_script("return (document.querySelector(arguments[0]) || {}).innerText || ''", css)
        )

    def sees(self, css: str, text: str) -> None:
        """Wait until an element says a text."""
        self.until(lambda: text in self.text(css), lambda: f"{text!r} in {css}, which says {self.text(css)!r}")

    def until(self, condition: Any, what: Any) -> Any:
        """Wait for something, and say what was waited for if it does not come."""

        def ready(_: Chrome) -> Any:
            return condition()

        try:
            return WebDriverWait(self.driver, PATIENCE, 0.02, [StaleElementReferenceException]).until(ready)
        except TimeoutException:
            told = what() if callable(what) else what
            raise AssertionError(f"waited {PATIENCE} s for {told}") from None

    def complaints(self) -> list[str]:
        """What the browser's console says went wrong: errors of scripts, things that the policy forbade."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]  # type: ignore[no-untyped-call]
