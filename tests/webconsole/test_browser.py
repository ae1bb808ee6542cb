"""What only a real browser shows: hostile texts, the page that follows, what is typed meanwhile, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from fake_itop.integration.stage import NO_STIMULUS, Stage
from tests.webconsole import browser
from tests.webconsole.browser import Mouse, Page
from tests.webconsole.pair import Console

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">{{ 7 * 7 }}"


@pytest.fixture
def reader(driver: Any, console: Console, tmp_path: Path) -> Iterator[Page]:
    """A browser without JavaScript."""
    assert driver, "where there is no browser, there is none without JavaScript either"
    with browser.chromium(tmp_path, "--blink-settings=scriptEnabled=false") as without:
        yield Page(without, Mouse(without), console.address, console.token)


def hostile_ticket(console: Console) -> None:
    fields = {"org_id": 1, "title": HOSTILE, "description": HOSTILE, "public_log": HOSTILE}
    asked = {"operation": "core/create", "comment": "a test", "class": "UserRequest", "output_fields": "id"}
    assert console.pair.ours({**asked, "fields": fields})["code"] == 0


def test_a_script_in_a_tickets_title_is_shown_and_does_not_run(seen: Page, console: Console) -> None:
    hostile_ticket(console)
    seen.open()
    seen.sees("#ours .tickets", HOSTILE)
    seen.hand.press(seen.named("#ours", "a", "R-000001"))
    seen.sees("#ours .headline", HOSTILE)
    seen.hand.press(seen.named("#ours .acts", "a", "Edit"))
    assert seen.field("#ours form.act", "Title").get_attribute("value") == HOSTILE
    seen.hand.press(seen.find(".step a"))
    seen.sees("aside.message", "onerror")

    assert seen.driver.title == "Desk · fake-itop"
    assert seen.complaints() == []


def test_the_page_follows_what_others_do(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?partner=UserRequest::{stage.partner}")
    seen.until(lambda: seen.driver.execute_script("return document.readyState") == "complete", "the page")
    stage.console(stage.lab.ours, stage.ours, NO_STIMULUS, {"private_log": "written over REST"})

    seen.sees("#partner .log-public", "written over REST")
    seen.sees(".steps", "private_log=written over REST")


def test_what_is_being_typed_stays_while_the_page_follows(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?ours=UserRequest::{stage.ours}&ours-form=edit")
    field = seen.field("#ours", "New entry of the public log")
    seen.hand.write(field, "half a sent")
    seen.driver.execute_script("document.querySelector('#ours-values').open = true")
    stage.console(stage.lab.partner, stage.partner, NO_STIMULUS, {"public_log": "meanwhile"})
    seen.sees("#ours .log-private", "meanwhile")
    field.send_keys("ence")

    assert field.get_attribute("value") == "half a sentence"
    assert seen.driver.switch_to.active_element == field
    assert seen.driver.execute_script("return document.querySelector('#ours-values').open")


def test_what_was_written_leaves_the_field_empty_for_the_next(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?ours=UserRequest::{stage.ours}")
    for text in ("first", "second"):
        seen.hand.write(seen.field("#ours", "New entry of the private log"), text)
        seen.hand.press(seen.named("#ours", "button", "Add to private log"))
        seen.sees("#ours .log-private .entries", text)

    assert seen.text("#ours .log-private .count") == "2"


def test_a_form_that_is_open_stays_when_another_one_is_sent(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?partner=UserRequest::{stage.partner}&partner-form=ev_resolve")
    solution = seen.field("#partner form.act", "Solution")
    seen.hand.write(solution, "half a solution")
    seen.hand.write(seen.field("#partner", "New entry of the public log"), "a question first")
    seen.hand.press(seen.named("#partner", "button", "Add to public log"))
    seen.sees("#partner .log-public .entries", "a question first")

    assert solution.get_attribute("value") == "half a solution"


def test_the_focus_goes_where_one_goes_on(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}")

    def focused() -> str:
        return str(seen.driver.switch_to.active_element.get_attribute("id"))

    seen.hand.write(seen.field("#ours", "New entry of the private log"), "first")
    seen.hand.press(seen.named("#ours", "button", "Add to private log"))
    seen.sees("#ours .log-private .entries", "first")
    seen.until(lambda: "log:private_log" in focused() and focused().endswith("text"), "the next entry's field")
    seen.hand.press(seen.named("#partner .acts", "a", "Mark as resolved"))
    seen.until(lambda: "ev_resolve" in focused(), "the first field of the form")
    seen.driver.execute_script("document.querySelector('#partner form.act').noValidate = true")
    seen.hand.press(seen.named("#partner form.act", "button", "Mark as resolved"))
    seen.until(lambda: focused() == "notice", "the refusal")
    assert "must be filled in" in seen.text("#notice")


def test_a_held_webhook_is_seen_waiting_and_is_released(page: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    page.open(f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}")
    page.hand.press(page.named(".exchange", "button", "Hold what Our iTop sends"))
    page.sees(".way-held", "held back")
    page.hand.write(page.field("#ours", "New entry of the private log"), "on its way")
    page.hand.press(page.named("#ours", "button", "Add to private log"))
    page.sees(".steps .waiting:not(.act)", "no answer yet")
    page.sees(".way-held", "1 waiting")
    page.sees("#notices", "Under way")
    assert page.field("#ours", "New entry of the private log").get_attribute("value") == ""
    assert "on its way" not in page.text("#partner")
    page.hand.press(page.named(".exchange", "button", "Release what Our iTop sends"))

    page.sees("#partner .log-public", "on its way")
    page.sees(".way-open", "gets through")


def test_a_refusal_in_a_line_leaves_the_page_and_what_was_typed(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open(f"?ours=UserRequest::{stage.ours}")
    field = seen.field("#ours", "New entry of the private log")
    seen.hand.write(field, "precious")
    seen.driver.execute_script("document.querySelector('#ours .log-private [name=form_token]').value = 'old'")
    seen.hand.press(seen.named("#ours", "button", "Add to private log"))

    seen.sees("#notices", "Nothing was done: the form is of another run of the console.")
    assert field.get_attribute("value") == "precious"


def test_the_browsers_back_leads_to_the_view_before(seen: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    seen.open()
    seen.hand.press(seen.named("#ours", "a", "R-000001"))
    seen.sees("#ours .headline", "R-000001")
    seen.driver.back()
    seen.sees("#ours .tickets", "R-000001")
    stage.console(stage.lab.partner, stage.partner, NO_STIMULUS, {"public_log": "and it follows"})

    seen.sees(".steps", "public_log=and it follows")
    assert seen.complaints() == []


def test_without_javascript_everything_can_be_read(reader: Page, stage: Stage) -> None:
    stage.transferred_ticket()
    stage.console(stage.lab.ours, stage.ours, NO_STIMULUS, {"private_log": "read me"})
    reader.driver.get(f"{reader.address}?token={reader.token}")
    reader.driver.get(f"{reader.address}?ours=UserRequest::{stage.ours}")
    texts = [each.text for each in reader.driver.find_elements(By.CSS_SELECTOR, "#ours .entries .text")]
    assert texts == ["read me"]
    reader.driver.find_elements(By.CSS_SELECTOR, ".step.call a")[-1].click()

    assert "read me" in reader.driver.find_element(By.CSS_SELECTOR, "aside.message").text
