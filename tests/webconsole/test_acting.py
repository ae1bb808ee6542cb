"""What people do at the console, and what it tells them of it; nothing that was typed is lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.integration.stage import Stage
from tests.webconsole.pair import Console
from tests.webconsole.visitor import Visitor, let_in

HOSTILE = "<script>document.title='owned'</script>\"'&\u202e"


@pytest.fixture
def visitor(console: Console) -> Visitor:
    return let_in(console.address, console.token)


def new_ticket(visitor: Visitor, **fields: str) -> Any:
    values = {"org_id": "2", "caller_id": "4", "title": "Printer", "description": "Smoke", **fields}
    named = {f"is.{code}": value for code, value in values.items()}
    return visitor.post(
        "/create/ours", **{"class": "UserRequest", "which": "new:UserRequest", "login": "admin", **named}
    )


def fill(visitor: Visitor, side: str, ticket: int, which: str, **fields: str) -> Any:
    named = {f"is.{code}": value for code, value in fields.items()}
    back = f"{side}=UserRequest::{ticket}&{side}-form={which}"
    given = {"ticket": f"UserRequest::{ticket}", "which": which, "login": "admin", "back": back, **named}
    return visitor.post(f"/act/{side}", **given)


def test_a_ticket_is_made_as_it_was_typed(console: Console, visitor: Visitor) -> None:
    answer = new_ticket(visitor, title="a < b", description="1 < 2\nnext")

    assert answer.notice == "R-000001 was created."
    (made,) = console.pair.ours(
        {"operation": "core/get", "class": "UserRequest", "key": 1, "output_fields": "title, description"}
    )["objects"].values()
    assert made["fields"] == {"title": "a < b", "description": "<p>1 &lt; 2<br>next</p>"}


def test_a_text_can_be_given_as_markup(console: Console, visitor: Visitor) -> None:
    new_ticket(visitor)
    back = {"ticket": "UserRequest::1", "which": "log:public_log", "login": "admin", "as_html": "on"}
    visitor.post("/act/ours", **back, **{"is.public_log": "<b>now</b>"})

    (entry,) = console.pair.ours(
        {"operation": "core/get", "class": "UserRequest", "key": 1, "output_fields": "public_log"}
    )["objects"]["UserRequest::1"]["fields"]["public_log"]["entries"]
    assert entry["message_html"] == "<b>now</b>"


def test_hostile_texts_are_shown_and_do_nothing(visitor: Visitor) -> None:
    new_ticket(visitor, title=HOSTILE, description=HOSTILE)
    fill(visitor, "ours", 1, "log:public_log", public_log=HOSTILE)
    for path in ("/", "/?ours=UserRequest::1&ours-form=edit", "/?message=1"):
        text = visitor.get(path).text
        assert "<script>document" not in text
        assert "document.title" in text


def test_what_is_no_character_breaks_no_page(console: Console, visitor: Visitor) -> None:
    fields = {"org_id": 1, "title": "\x00 \x1b[2J \uffff \u202e", "description": "two\nlines"}
    asked = {"operation": "core/create", "comment": "a test", "class": "UserRequest", "output_fields": "id"}
    assert console.pair.ours({**asked, "fields": fields})["code"] == 0
    console.pair.ours({**asked, "fields": {**fields, "title": "half \ud800"}})
    for path in ("/", "/?ours=UserRequest::1&ours-form=edit", "/?message=2", "/text/ours/UserRequest/1/description"):
        assert visitor.get(path).status == 200


def test_what_was_chosen_stays_among_the_choices_however_many_there_are(console: Console, visitor: Visitor) -> None:
    make = {"operation": "core/create", "comment": "a test", "class": "Organization"}
    new_ticket(visitor)
    for number in range(310):
        console.pair.ours({**make, "fields": {"name": f"Organization {number}"}})
    page = visitor.get("/?ours=UserRequest::1&ours-form=edit").text

    assert '<option value="2" selected>Customer Corp</option>' in page
    assert page.partition('name="is.org_id"')[2].partition("</select>")[0].count("<option") == 301


def test_huge_texts_are_cut_and_whole_one_link_away(visitor: Visitor) -> None:
    new_ticket(visitor, description="word " * 10_000)
    page = visitor.get("/?ours=UserRequest::1").text

    assert len(page) < 100_000
    assert "more letters: all of it" in page
    assert visitor.get("/text/ours/UserRequest/1/description").text.count("word") == 10_000


def test_what_is_refused_leaves_what_was_typed_in_the_form(visitor: Visitor) -> None:
    answer = new_ticket(visitor, org_id="", title="My long title")

    assert answer.notice == "New User Request: Organization must be filled in. Nothing was done."
    assert 'value="My long title"' not in answer.text  # the form is not open in the view that was sent
    answer = visitor.post(
        "/create/ours",
        **{"class": "UserRequest", "which": "new:UserRequest", "login": "admin", "back": "ours-form=new:UserRequest"},
        **{"is.title": "My long title", "is.description": "My long text"},
    )
    assert 'value="My long title"' in answer.text
    assert "My long text</textarea>" in answer.text


def test_a_refusal_of_itop_is_told_in_its_words(visitor: Visitor) -> None:
    new_ticket(visitor)
    answer = fill(visitor, "ours", 1, "edit", title="x" * 300)

    assert "R-000001 was refused: Object could not be saved" in answer.notice or "String too long" in answer.notice
    assert f'value="{"x" * 300}"' in answer.text


def test_what_ends_later_is_told_on_the_same_page(visitor: Visitor, stage: Stage) -> None:
    stage.transferred_ticket()
    visitor.post("/way/ours", way="held")
    answer = visitor.send(
        "/act/ours",
        ticket=f"UserRequest::{stage.ours}",
        which="log:private_log",
        login="admin",
        **{"back": f"ours=UserRequest::{stage.ours}", "is.private_log": "precious"},
    )
    page = answer.headers["Location"]
    assert visitor.get(page).notice == "Under way: it waits for an answer from outside."
    stage.lab.ours.control.reset()
    visitor.post("/way/ours", way="open")

    assert visitor.get(page).notice == "abandoned: the instance was reset or restored meanwhile"


def test_a_stimulus_that_the_state_lost_meanwhile_is_told(visitor: Visitor) -> None:
    new_ticket(visitor)
    answer = fill(visitor, "ours", 1, "ev_resolve", solution="done")

    assert unescape(answer.notice) == (
        "The ticket is in another state by now, which has no 'ev_resolve'. Nothing was done."
    )


def test_a_ticket_that_is_gone_is_told(visitor: Visitor) -> None:
    answer = fill(visitor, "ours", 77, "log:public_log", public_log="text")

    assert answer.notice == "That ticket is no more. Nothing was done."
    assert "That ticket does not exist" in visitor.get("/?ours=UserRequest::77").text


def test_the_partner_is_set_by_editing(console: Console, visitor: Visitor) -> None:
    new_ticket(visitor)
    page = visitor.get("/?ours=UserRequest::1&ours-form=edit").text
    (partner,) = re.findall(r'<option value="(\d+)" >Partner Inc', page.partition('name="is.partner_id"')[2])[:1]
    fill(visitor, "ours", 1, "edit", partner_id=partner)

    assert "Partner Inc" in visitor.get("/?ours=UserRequest::1").text
    assert console.pair.journal()[-1]["act"]["fields"] == {"partner_id": partner}


def test_only_what_was_changed_in_a_form_is_written(console: Console, visitor: Visitor) -> None:
    new_ticket(visitor, title="before")
    given = {"ticket": "UserRequest::1", "which": "edit", "login": "admin"}
    visitor.post(
        "/act/ours", **given, **{"was.title": "before", "is.title": "before", "was.urgency": "4", "is.urgency": "1"}
    )

    assert console.pair.journal()[-1]["act"]["fields"] == {"urgency": "1"}


def test_a_webhook_that_is_held_is_told_and_goes_on_when_released(visitor: Visitor, stage: Stage) -> None:
    stage.transferred_ticket()
    assert "held back" in visitor.post("/way/ours", way="held").notice
    answer = fill(visitor, "ours", stage.ours, "log:private_log", private_log="held text")
    waiting = visitor.get("/").text

    assert answer.notice == "Under way: it waits for an answer from outside."
    assert "1 waiting" in waiting
    assert "no answer yet" in waiting
    assert "1 that waited go on" in visitor.post("/way/ours", way="open").notice
    page = visitor.get(f"/?partner=UserRequest::{stage.partner}").text
    assert "held text" in page.partition('id="partner"')[2]


def test_a_way_that_is_cut_fails_as_a_partner_that_is_down(visitor: Visitor, stage: Stage) -> None:
    stage.transferred_ticket()
    visitor.post("/way/ours", way="cut")
    fill(visitor, "ours", stage.ours, "log:private_log", private_log="lost text")
    page = visitor.get(f"/?partner=UserRequest::{stage.partner}").text
    visitor.post("/way/ours", way="open")

    assert unescape(page).count("Couldn't connect to server") >= 1
    assert "lost text" not in page.partition('id="partner"')[2].partition('class="exchange')[0]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": "2", "unit": "hours"}, "It is now"),
        ({"amount": "-1", "unit": "hours"}, "The clocks were not moved: -1 hours is too far"),
        ({"amount": "x", "unit": "hours"}, "The clocks were not moved: 'x' hours is no time"),
        ({"moment": "2030-01-31 12:00:00"}, "It is now 2030-01-31 12:00:00."),
        ({"moment": "soon"}, "The clocks were not moved: 'soon' is no date and time"),
    ],
)
def test_the_clocks_are_moved_together(visitor: Visitor, typed: dict[str, str], told: str) -> None:
    assert unescape(visitor.post("/clock", **typed).notice).startswith(told)


def test_cron_runs_the_background_tasks(visitor: Visitor) -> None:
    assert unescape(visitor.post("/cron/partner").notice) == (
        "The partner's iTop: background tasks have run, 0 queued webhooks were sent."
    )


def test_triggers_and_actions_are_listed_with_the_last_webhooks(visitor: Visitor, stage: Stage) -> None:
    stage.transferred_ticket()
    fill(visitor, "ours", stage.ours, "log:private_log", private_log="told")
    page = unescape(visitor.get("/wiring").text)

    assert "SELECT UserRequest WHERE remote_ticketid" in page
    assert "$this->SetExternalID" in page
    assert f"for object {stage.ours}" in page


def test_a_message_is_shown_with_request_reply_cause_and_effects(
    console: Console, visitor: Visitor, stage: Stage
) -> None:
    stage.transferred_ticket()
    fill(visitor, "ours", stage.ours, "log:private_log", private_log="told")
    rows = console.pair.journal()
    webhook = next(row for row in rows if row["kind"] == "webhook" and "told" in row["body"])
    page = unescape(visitor.get(f"/?message={webhook['seq']}").text)

    assert f"message {webhook['cause']}</a>" in page
    assert '"public_log": "<p>told</p>"' in page or '"public_log": "told"' in page
    assert "HTTP 200" in page
    assert visitor.get("/message/99999").status == 404


def test_findings_of_the_doctor_are_shown_and_nothing_is_changed_by_them(console: Console, visitor: Visitor) -> None:
    before = console.pair.journal()
    page = unescape(visitor.get("/findings").text)

    assert "ActioniTopWebhook 'transfer'" in page
    assert "severity-error" not in page.partition('class="findings"')[2]
    assert "What FD801 means" in page
    assert console.pair.journal() == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("prINTer", "R-000001"),
        ("000002", "R-000002"),
        ("SELECT UserRequest WHERE title LIKE 'Scan%'", "R-000002"),
        ("nothing like it", "Nothing was found."),
        ("SELECT UserRequest WHERE nonsense", "Unknown filter code"),
        ("SELECT Person", "Nothing was found."),
    ],
)
def test_tickets_are_found_by_text_and_by_oql(visitor: Visitor, text: str, found: str) -> None:
    new_ticket(visitor, title="A printer")
    new_ticket(visitor, title="Scanner")
    page = unescape(visitor.get(f"/?{urlencode({'ours-find': text})}").text).partition('id="partner"')[0]

    assert found in page
    assert page.count('<th scope="row">') == (1 if found.startswith("R-") else 0)


def test_calls_that_only_read_are_shown_on_request(console: Console, visitor: Visitor) -> None:
    console.pair.ours({"operation": "core/get", "class": "Person", "key": 1, "output_fields": "name"})

    assert "core/get Person::1" not in visitor.get("/").text
    assert "core/get Person::1" in visitor.get("/?reads=1").text


def test_starting_over_brings_back_the_state_at_start(console: Console, visitor: Visitor) -> None:
    new_ticket(visitor)
    visitor.post("/way/partner", way="cut")
    visitor.post("/clock", amount="3", unit="days")

    assert visitor.post("/start").notice == "All is as it was at the start."
    page = visitor.get("/").text
    assert page.count("No tickets yet.") == 2
    assert "cut off" not in page
    assert console.pair.journal() == []
