"""The tutorial's five scenarios, played at the console in a real browser: by mouse, and by keyboard alone."""

from __future__ import annotations

import pytest

from fake_itop.integration.stage import Stage
from tests.webconsole.browser import Page

pytestmark = pytest.mark.timeout(180)

OURS, PARTNER = "#ours", "#partner"


def act(page: Page, side: str, stimulus: str) -> None:
    """Choose what to do with the ticket that a side shows."""
    page.hand.press(page.named(f"{side} .acts", "a", stimulus))


def confirm(page: Page, side: str, button: str) -> None:
    page.hand.press(page.named(f"{side} form.act", "button", button))


def choose(page: Page, side: str, label: str, choice: str) -> None:
    page.hand.choose(page.field(f"{side} form.act", label), choice)


def write(page: Page, side: str, log: str, text: str) -> None:
    page.hand.write(page.field(side, f"New entry of the {log}"), text)
    page.hand.press(page.named(side, "button", f"Add to {log}"))


def entries(page: Page, side: str, log: str) -> list[str]:
    css = f"{side} .log-{log} .entries .text"
    return [
        str(each)
        for each in page.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)", css
        )
    ]


def transferred(page: Page, stage: Stage) -> None:
    """Both tickets side by side, ours pending at the partner."""
    stage.transferred_ticket()
    page.open(f"?ours=UserRequest::{stage.ours}&partner=UserRequest::{stage.partner}")


def test_identify_an_agent_takes_a_ticket_and_chooses_the_partner(page: Page) -> None:
    page.open()
    page.hand.press(page.named(OURS, "a", "New User Request"))
    choose(page, OURS, "Organization", "Customer Corp")
    choose(page, OURS, "Caller", "Carl Caller")
    page.hand.write(page.field(f"{OURS} form.act", "Title"), "Printer on fire")
    page.hand.write(page.field(f"{OURS} form.act", "Description"), "Smoke & flames")
    choose(page, OURS, "Request Type", "Service request")
    confirm(page, OURS, "Create")
    page.sees("#notices", "R-000001 was created.")
    act(page, OURS, "Assign")
    choose(page, OURS, "Team", "Helpdesk")
    choose(page, OURS, "Agent", "Alice Agent")
    confirm(page, OURS, "Assign")
    page.sees(f"{OURS} .headline", "Assigned")
    act(page, OURS, "ev_pendingpartner")
    choose(page, OURS, "Partner", "Partner Inc")
    confirm(page, OURS, "ev_pendingpartner")

    page.sees(f"{OURS} .headline", "Pending partner")
    page.sees(f"{OURS} .facts", "Partner Inc")
    assert page.complaints() == []


def test_transfer_the_ticket_is_created_at_the_partner(page: Page, stage: Stage) -> None:
    stage.assigned_ticket()
    page.open(f"?ours=UserRequest::{stage.ours}")
    act(page, OURS, "ev_pendingpartner")
    choose(page, OURS, "Partner", "Partner Inc")
    confirm(page, OURS, "ev_pendingpartner")

    page.sees(f"{PARTNER} .tickets", 'Printer "on fire" é')
    page.hand.press(page.named(OURS, "a", "Show its counterpart at The partner's iTop"))
    page.sees(f"{PARTNER} .headline", 'Printer "on fire" é')
    page.sees(f"{PARTNER} .facts", "Support Combodo")
    page.sees(".steps", "created UserRequest::4")


def test_push_details_what_we_add_arrives_in_the_partners_public_log(page: Page, stage: Stage) -> None:
    transferred(page, stage)
    write(page, OURS, "private log", "The smoke is getting thicker")

    page.sees(f"{PARTNER} .log-public", "The smoke is getting thicker")
    assert entries(page, OURS, "private") == ["The smoke is getting thicker"]
    assert entries(page, PARTNER, "public") == ["The smoke is getting thicker"]
    assert entries(page, PARTNER, "private") == entries(page, OURS, "public") == []


def test_feedback_what_the_partner_adds_arrives_in_our_private_log(page: Page, stage: Stage) -> None:
    transferred(page, stage)
    write(page, PARTNER, "public log", "Which floor are you on?")

    page.sees(f"{OURS} .log-private", "Which floor are you on?")
    assert entries(page, OURS, "private") == ["Which floor are you on?"]
    assert entries(page, OURS, "public") == entries(page, PARTNER, "private") == []


def test_resolution_our_ticket_is_our_agents_again_with_the_solution(page: Page, stage: Stage) -> None:
    transferred(page, stage)
    act(page, PARTNER, "Mark as resolved")
    page.hand.write(page.field(f"{PARTNER} form.act", "Solution"), "Replaced the fuser")
    confirm(page, PARTNER, "Mark as resolved")

    page.sees(f"{PARTNER} .headline", "Resolved")
    page.sees(f"{OURS} .headline", "Assigned")
    assert entries(page, OURS, "private") == ["Replaced the fuser"]
