"""What webhooks do on each version: iTop 3.1 with extension 1.3.3, and 3.2 with 1.4.6."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_itop.datamodel import Design
from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.profiles import Component, Version, VersionProfile, find
from fake_itop.values.http import HttpReply
from tests.notifications.instance import Itop, fresh

METHODS = {
    "Untyped": "public function Untyped($oResponse, $oAction) { }",
    "Fewer": "public function Fewer($oResponse) { }",
    "Optional": r"public function Optional(\Combodo\iTop\Core\WebResponse $r, $oAction, $iMore = 0) { }",
    "More": "public function More($oResponse, $oAction, $iMore) { }",
    "Numbers": "public function Numbers(int $iResponse, $oAction) { }",
    "Static": "public static function Static($oResponse, $oAction) { }",
}
WRONG_JSON = "Error: Wrong JSON format for input, see error log for more information."
SENDING = "Errors: Error while sending request to webhook: "


def design() -> Design:
    methods = "".join(
        f'<method id="{name}" _delta="define"><static>{("static" in code and "true") or "false"}</static>'
        f"<code><![CDATA[{code}]]></code></method>"
        for name, code in METHODS.items()
    )
    inner = f'<classes><class id="UserRequest"><methods>{methods}</methods></class></classes>'
    head = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    return Design("methods.xml", f"{head}{inner}</itop_design>".encode())


@pytest.fixture
def on() -> Callable[[str | VersionProfile], Itop]:
    """A fresh instance of a profile, with further methods for callbacks."""

    def of(profile: str | VersionProfile) -> Itop:
        found = find(profile) if isinstance(profile, str) else profile
        return fresh(found.datamodel(["transfer", design()]), found)

    return of


On = Callable[[str | VersionProfile], Itop]


def with_webhook(version: str, itop: str = "3.1") -> VersionProfile:
    """A profile with another version of the webhook extension."""
    base = find(itop)
    return replace(base, name="made up", versions={**base.versions, Component.WEBHOOK: Version.of(version)})


@pytest.mark.parametrize("title", ['a "quoted" one', "two\nlines", "back\\slash", "tab\there"])
def test_a_value_that_json_has_to_escape_stops_a_webhook_on_3_1_only(on: On, title: str) -> None:
    newer, older = on("3.2"), on("3.1")
    for itop in (newer, older):
        itop.hook(payload='{"t":"$this->title$"}')
        itop.ticket(title=title)

    assert len(newer.sent) == 1
    assert older.sent == []
    (record,) = older.records()
    assert (record["message"], record["payload"]) == (WRONG_JSON, "")


def test_on_3_1_the_text_goes_out_as_it_is_written(on: On) -> None:
    newer, older = on("3.2"), on("3.1")
    for itop in (newer, older):
        itop.hook(payload='{ "a": 1, "a": "$this->title$/" }')
        itop.ticket()

    assert newer.bodies() == ['{"a":"T\\/"}']
    assert older.bodies() == ['{ "a": 1, "a": "T/" }']


def test_on_3_1_a_placeholder_may_be_a_number(on: On) -> None:
    older = on("3.1")
    older.hook(payload='{"id":$this->id$}')

    older.ticket()

    assert older.bodies() == ['{"id":1}']
    with pytest.raises(ObjectError, match="Invalid JSON format for Payload"):
        on("3.2").hook(payload='{"id":$this->id$}')


@pytest.mark.parametrize(("version", "sent"), [("1.3.1", 1), ("1.3.2", 0), ("1.4.1", 0), ("1.4.2", 1)])
def test_the_rule_of_payloads_has_changed_twice(on: On, version: str, sent: int) -> None:
    itop = on(with_webhook(version))
    itop.hook(payload='{"t":"$this->title$"}')

    itop.ticket(title='a "quoted" one')

    assert len(itop.sent) == sent


REPLY = HttpReply(200, (), b'{"code":0,"objects":{"UserRequest::7":{"key":"7"}}}')


@pytest.mark.parametrize(("version", "kept"), [("1.3.3", 0), ("1.4.0", 0), ("1.4.1", 7), ("1.4.6", 7)])
@pytest.mark.parametrize("trigger", ["TriggerOnObjectCreate", "TriggerOnObjectUpdate"])
def test_what_a_callback_stores_is_lost_until_1_4_1(on: On, version: str, kept: int, trigger: str) -> None:
    itop = on(with_webhook(version))
    itop.answer = REPLY
    itop.hook(trigger, process_response_callback="$this->SetExternalID")

    ticket = itop.update(itop.ticket(), title="other")

    assert itop.stored(ticket)["remote_ticketid"] == kept
    assert {record["message"] for record in itop.records()} == {"Sent"}


def test_a_copy_that_a_callback_wants_saved_is_lost_too(on: On) -> None:
    def saving(draft: Draft, _response: Any, _action: Any) -> Any:
        draft.set("title", "by the callback")
        yield draft

    itop = on("3.1")
    itop.callbacks["UserRequest::SetExternalID"] = saving
    itop.hook(process_response_callback="$this->SetExternalID")

    ticket = itop.ticket()

    assert itop.stored(ticket)["title"] == "T"
    assert itop.records()[0]["message"] == "Sent"


def test_an_asynchronous_action_keeps_it_on_any_version(on: On) -> None:
    itop = on(with_webhook("1.4.0", itop="3.2"))
    itop.answer = REPLY
    itop.hook(process_response_callback="$this->SetExternalID", asynchronous="yes")
    ticket = itop.ticket()

    itop.play(itop.notifier.run_queue(itop.session))

    assert itop.stored(ticket)["remote_ticketid"] == 7


@pytest.mark.parametrize("name", ["$this->Untyped", "$this->Fewer", "$this->Optional", "$this->Static"])
def test_signatures_are_looked_at_since_1_4_4(on: On, name: str) -> None:
    newer, older = on("3.2"), on("3.1")
    method = name.removeprefix("$this->")
    called: list[Any] = []
    for itop in (newer, older):
        itop.callbacks[f"UserRequest::{method}"] = lambda *arguments: called.append(arguments)
        itop.hook(process_response_callback=name)
        itop.ticket()

    assert newer.records()[0]["message"].startswith(f"{SENDING}The callback ")
    assert older.records()[0]["message"] == "Sent"
    assert len(called) == 1


@pytest.mark.parametrize("name", ["$this->More", "$this->Numbers", "$this->Nope"])
def test_php_breaks_on_a_call_that_it_cannot_make(on: On, name: str) -> None:
    itop = on("3.1")
    itop.callbacks["UserRequest::More"] = itop.callbacks["UserRequest::Numbers"] = lambda *_: None
    itop.hook(process_response_callback=name)

    with pytest.raises(PhpFatalError):
        itop.ticket()

    assert (itop.records()[0]["message"], itop.records()[0]["response"]) == ("Notification pending", '{"ok": true}')


def test_a_method_that_every_object_has_is_called_before_1_4_4(on: On) -> None:
    itop = on("3.1")
    itop.hook(process_response_callback="$this->GetName")
    itop.hook(prepare_payload_callback="$this->GetName")

    itop.ticket()

    assert [record["message"] for record in itop.records()] == ["Sent", "Sent"]
    assert itop.bodies()[1] == "R-000001"


@pytest.mark.parametrize("name", ["nonsense", "UserRequest::SetExternalID", "Nope::Nope", "UserRequest::Nope"])
def test_what_php_cannot_call_is_said_in_other_words_on_3_1(on: On, name: str) -> None:
    itop = on("3.1")
    itop.hook(process_response_callback=name)
    itop.hook(prepare_payload_callback=name)

    itop.ticket()

    assert [record["message"] for record in itop.records()] == [
        f"{SENDING}Process response callback is not callable ({name})",
        f"Error: Prepare payload callback is not callable ({name})",
    ]


@pytest.mark.parametrize(("name", "bodies"), [("3.1", ["h1", "h2"]), ("3.2", ["h2", "h1"])])
def test_actions_run_by_name_until_3_1(on: On, name: str, bodies: list[str]) -> None:
    itop = on(name)
    first = itop.hook("TriggerOnObjectDelete", name="h1", payload='"h1"')
    second = itop.hook("TriggerOnObjectDelete", name="h2", payload='"h2"')
    links = [{"action_id": second.id, "order": 1}, {"action_id": first.id, "order": 2}]
    itop.create("TriggerOnObjectCreate", description="T", target_class="UserRequest", action_list=links)

    itop.ticket()

    assert itop.bodies() == [f'"{body}"' for body in bodies]


@pytest.mark.parametrize(("name", "body"), [("3.1", '{"t":"$trigger->description$"}'), ("3.2", '{"t":"T"}')])
def test_the_trigger_can_be_named_since_3_2(on: On, name: str, body: str) -> None:
    itop = on(name)
    itop.hook(payload='{"t":"$trigger->description$"}')

    itop.ticket()

    assert itop.bodies() == [body]


def test_the_record_shows_tokens_on_3_1(on: On) -> None:
    shown = {}
    for name in ("3.1", "3.2"):
        itop = on(name)
        itop.hook(headers="Content-type: application/json\nAuth-Token: s3cret\nAuthorization: x\nX-Ref: $this->ref$")
        itop.ticket()
        shown[name] = itop.records()[0]["headers"].partition("\n\nAfter preparation:\n")

    prepared = "Content-type: application/json\nAuth-Token: {}\nAuthorization: ******\nX-Ref: R-000001"
    assert shown["3.1"][0].startswith("Raw:\nContent-type: application/json\nAuth-Token: s3cret\nAuthorization: ******")
    assert shown["3.1"][0].endswith("X-Ref: $this->ref$")
    assert shown["3.1"][2] == prepared.format("s3cret")
    assert shown["3.2"][0] == "Raw:\nAuthorization: ******"
    assert shown["3.2"][2] == prepared.format("******")


@pytest.mark.parametrize(
    ("itop_version", "webhook", "kept"),
    [("3.0", "1.2.1", "set"), ("3.1", "1.3.3", "T"), ("3.1", "1.4.1", "set"), ("3.0", "1.4.1", "set")],
)
def test_what_a_callback_sets_in_a_copy_is_lost_since_3_1(on: On, itop_version: str, webhook: str, kept: str) -> None:
    itop = on(with_webhook(webhook, itop_version))
    itop.callbacks["UserRequest::SetExternalID"] = lambda draft, *_: draft.set("title", "set")
    itop.hook(process_response_callback="$this->SetExternalID")

    ticket = itop.ticket(title="T")

    assert itop.stored(ticket)["title"] == kept


@pytest.mark.parametrize(("name", "fired"), [("3.0", 2), ("3.1", 1)])
def test_a_stimulus_that_leads_back_fires_until_3_1(on: On, name: str, fired: int) -> None:
    itop = on(name)
    itop.hook(trigger="TriggerOnStateEnter", state="assigned")
    ticket = itop.ticket()

    itop.stimulate(ticket, "ev_assign", team_id="SELECT Team", agent_id="SELECT Person")
    itop.stimulate(ticket, "ev_reassign", team_id="SELECT Team", agent_id="SELECT Person")

    assert len(itop.sent) == fired


@pytest.mark.parametrize(("name", "fired"), [("3.0", 0), ("3.1", 1)])
def test_a_state_that_is_written_fires_since_3_1(on: On, name: str, fired: int) -> None:
    itop = on(name)
    itop.hook(trigger="TriggerOnStateEnter", state="assigned")

    itop.update(itop.ticket(), status="assigned")

    assert len(itop.sent) == fired


@pytest.mark.parametrize(
    ("name", "html", "text"),
    [("3.0", "&lt;&eacute;&gt;", "&amp; é"), ("3.1", "&lt;é&gt;", "& é"), ("3.2", "&lt;é&gt;", "& é")],
)
def test_accents_and_entities_of_templates(on: On, name: str, html: str, text: str) -> None:
    itop = on(name)
    itop.hook(payload='"$this->html(title)$ $this->text(description)$"', headers="X-A: b")

    itop.ticket(title="<é>", description="<p>&amp; é</p>")

    assert itop.bodies() == [f'"{html} {text}"']


@pytest.mark.parametrize(("name", "shown"), [("3.0", 0), ("3.1", 1)])
def test_links_show_a_summary_since_3_1(on: On, name: str, shown: int) -> None:
    itop = on(name)
    itop.hook(payload='"$this->hyperlink()$"', headers="X-A: b")

    itop.ticket()

    assert itop.bodies()[0].count("data-tooltip-content=") == shown
