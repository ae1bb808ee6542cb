"""Callbacks: PHP methods by name, Python callables by nature (recordings ``webhook``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fake_itop.datamodel.model import Method
from fake_itop.notifications import CallbackError, WebResponse
from fake_itop.notifications.notifier import HANDLER_TAG
from fake_itop.notifications.signatures import parameter_types
from fake_itop.objects.draft import Draft
from fake_itop.store import Record
from fake_itop.values.http import HttpReply, NetworkFailure

SENDING = "Errors: Error while sending request to webhook: "


def reply(body: str) -> HttpReply:
    return HttpReply(200, (), body.encode())


def test_a_callback_changes_the_object_that_is_being_saved(itop: Any) -> None:
    itop.answer = reply('{"code":0,"objects":{"UserRequest::7":{"key":"7"}}}')
    itop.hook(process_response_callback="$this->SetExternalID")

    ticket = itop.ticket()

    assert itop.stored(ticket)["remote_ticketid"] == 7
    assert itop.records()[0]["message"] == "Sent"


def test_its_change_is_a_write_of_its_own_that_fires_again(itop: Any) -> None:
    itop.answer = reply('{"objects":{"UserRequest::7":{"key":"7"}}}')
    itop.hook("TriggerOnObjectUpdate", target_attcodes="remote_ticketid", payload='{"r":"$this->remote_ticketid$"}')
    itop.hook(process_response_callback="$this->SetExternalID")

    itop.ticket()

    assert itop.bodies() == ['{"id":"1"}', '{"r":"7"}']


def test_while_it_runs_its_context_is_in_force(itop: Any) -> None:
    tags: list[str] = []
    itop.callbacks["UserRequest::SetExternalID"] = lambda *_: tags.extend(itop.session.tags)
    itop.hook(process_response_callback="$this->SetExternalID")

    itop.ticket()

    assert tags == ["REST/JSON", r"Combodo\iTop\Service\WebRequestSender:ResponseHandler"]
    assert itop.session.tags == ["REST/JSON"]


def test_what_it_throws_stands_in_the_record_beside_the_response(itop: Any) -> None:
    def failing(*_: Any) -> None:
        raise CallbackError("no luck")

    itop.callbacks["UserRequest::SetExternalID"] = failing
    itop.hook(process_response_callback="$this->SetExternalID")

    itop.ticket()

    (record,) = itop.records()
    assert (record["message"], record["response"]) == (f"{SENDING}no luck", '{"ok": true}')


def test_without_an_answer_it_is_not_called(itop: Any) -> None:
    called: list[Any] = []
    itop.callbacks["UserRequest::SetExternalID"] = lambda *arguments: called.append(arguments)
    itop.answer = NetworkFailure("Empty reply from server")
    itop.hook(process_response_callback="$this->SetExternalID")

    itop.ticket()

    assert called == []


class TestWhatACallbackSaves:
    """A PHP method saves by ``DBUpdate()``, a Python callable by yielding the object."""

    def saving(self, itop: Any, change: Any) -> None:
        def callback(draft: Draft, response: WebResponse, action: Record) -> Iterator[Draft]:
            yield change(draft)

        itop.callbacks["UserRequest::Other"] = callback
        itop.hook(process_response_callback="$this->Other")

    def test_another_object_is_saved_at_once_and_fires_its_triggers(self, itop: Any) -> None:
        team = itop.draft_of("Team", 2)
        itop.hook("TriggerOnObjectUpdate", target_class="Team", payload='"$this->function$"')

        def change(_: Draft) -> Draft:
            team.set("function", "busy")
            return team

        self.saving(itop, change)
        itop.ticket()

        assert itop.bodies() == ['{"id":"1"}', '"busy"']
        assert itop.stored(team)["function"] == "busy"

    def test_triggers_see_that_it_happens_in_a_callback(self, itop: Any) -> None:
        itop.hook("TriggerOnObjectUpdate", target_class="Team", context="GUI:Console")
        team = itop.draft_of("Team", 2)
        tags: list[str] = []

        def change(_: Draft) -> Draft:
            tags.extend(itop.session.tags)
            team.set("function", "busy")
            return team

        self.saving(itop, change)
        itop.ticket()

        assert len(itop.sent) == 1
        assert tags[-1] == HANDLER_TAG

    def test_another_copy_of_the_object_that_is_being_saved_is_not_saved(self, itop: Any) -> None:
        def change(draft: Draft) -> Draft:
            copy = itop.draft_of("UserRequest", draft.id)
            copy.set("title", "lost")
            return copy

        self.saving(itop, change)
        itop.hook("TriggerOnObjectUpdate", payload='"an update"')
        ticket = itop.ticket()

        assert itop.stored(ticket)["title"] == "T"
        assert itop.bodies() == ['{"id":"1"}']
        assert itop.records()[0]["message"] == "Sent"

    def test_the_very_copy_that_is_being_saved_is_saved_once_afterwards(self, itop: Any) -> None:
        def change(draft: Draft) -> Draft:
            draft.set("title", "kept")
            return draft

        self.saving(itop, change)
        itop.hook("TriggerOnObjectUpdate", payload='"$this->title$"')
        ticket = itop.ticket()

        assert itop.stored(ticket)["title"] == "kept"
        assert itop.bodies() == ['{"id":"1"}', '"kept"']

    def test_an_object_that_may_not_be_saved_stands_in_the_record(self, itop: Any) -> None:
        team = itop.draft_of("Team", 2)

        def change(_: Draft) -> Draft:
            team.set("name", "")
            return team

        self.saving(itop, change)
        itop.ticket()

        assert itop.records()[0]["message"].startswith(SENDING)
        assert itop.stored(team)["name"] == "Helpdesk"

    def test_changes_in_every_round_end_after_ten(self, itop: Any) -> None:
        def change(draft: Draft, _: WebResponse, __: Record) -> None:
            draft.set("title", f"{draft.get('title')}x")

        itop.callbacks["UserRequest::Other"] = change
        itop.hook("TriggerOnObjectUpdate", process_response_callback="$this->Other")

        itop.update(itop.ticket(title="T"), title="U")

        assert len(itop.sent) == 10


class TestCallablesThatFail:
    def test_an_error_of_python_is_told_in_its_own_words_and_where_it_is(self, itop: Any) -> None:
        def failing(*_: Any) -> None:
            raise KeyError("nope")

        itop.callbacks["UserRequest::Other"] = failing
        itop.hook(process_response_callback="$this->Other")

        ticket = itop.ticket()

        assert itop.stored(ticket)["title"] == "T"
        assert itop.records()[0]["message"] == f"{SENDING}KeyError: 'nope'"
        (line,) = itop.log()
        assert (line.cls, line.message) == ("ActionWebhook", f"{SENDING}KeyError: 'nope'")
        assert line.context["action"] == "ActionWebhook::1 (hook)"
        assert line.context["thrown at"].startswith(f"{__file__}:")

    def test_a_body_that_is_no_text_is_not_sent(self, itop: Any) -> None:
        itop.payload_callbacks["UserRequest::Body"] = lambda *_: {"a": 1}
        itop.hook(prepare_payload_callback="$this->Body")

        itop.ticket()

        assert itop.sent == []
        assert itop.records()[0]["message"] == "Error: The callback '$this->Body' gave a dict, not the body as a text"


def test_a_callable_may_be_registered_for_the_class_above(itop: Any) -> None:
    called: list[int] = []
    itop.callbacks = {"Ticket::Other": lambda draft, *_: called.append(draft.id)}
    itop.hook(process_response_callback="$this->Other")

    itop.ticket()

    assert called == [1]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("UserRequest::SetExternalID", "The callback 'UserRequest::SetExternalID' is not valid."),
        ("nonsense", "The callback 'nonsense' is not valid."),
        ("Nope::Nope", "The callback 'Nope::Nope' is not valid."),
        ("$this->Nope", "Method UserRequest::Nope() does not exist"),
    ],
)
class TestNamesOfNoMethod:
    def test_as_response_callback_they_fail_after_the_answer(self, itop: Any, name: str, message: str) -> None:
        itop.hook(process_response_callback=name)

        itop.ticket()

        (record,) = itop.records()
        assert (record["message"], record["response"]) == (f"{SENDING}{message}", '{"ok": true}')

    def test_as_payload_callback_they_fail_before_anything_is_sent(self, itop: Any, name: str, message: str) -> None:
        itop.hook(prepare_payload_callback=name)

        itop.ticket()

        assert itop.sent == []
        assert itop.records()[0]["message"] == f"Error: {message}"


class TestSignatures:
    @pytest.mark.parametrize(
        ("code", "types"),
        [
            ("public function M(\\A\\B $oOne, \\C $oTwo) {}", ("A\\B", "C")),
            ("public function M($oOne, C $oTwo)\n{}", ("", "C")),
            ("public static function m(array $a = [], ?D &$d) {}", ("array", "?D")),
            ("public function M() {}", ()),
            ("public function Other(A $a) {}", ()),
            ("public function M(array $a = array(1, 2), B $b = null): void {}", ("array", "B")),
            ("public function M(/* A $x, */ B $b, // C $c,\n D $d, # E $e\n) {}", ("B", "D")),
            ('public function M(string $s = "a, B $b)", C $c) {}', ("string", "C")),
            ("/** function M(Old $old) */ public function M(B &$b, C ...$c) {}", ("B", "C")),
            ("#[Pure] public function M(#[Sensitive] A|B $a, \\C $c) {}", ("A|B", "C")),
            ("public function m(\nA\n$a\n,\nB $b\n) {}", ("A", "B")),
            ("public function Mine(A $a) {} public function &M(B $b) {}", ("B",)),
            ("function M(", ()),
        ],
    )
    def test_types_are_read_from_the_php_method(self, code: str, types: tuple[str, ...]) -> None:
        assert parameter_types(Method("M", code)) == types

    def test_a_method_with_other_types_is_refused(self, itop: Any) -> None:
        itop.hook(prepare_payload_callback="$this->SetExternalID")

        itop.ticket()

        message = "The callback method 'SetExternalID' of class 'UserRequest' must have exactly 3 parameters."
        assert itop.records()[0]["message"] == f"Error: {message}"

    @pytest.mark.parametrize("name", ["GetKey", "GetName", "GetState"])
    def test_a_method_that_every_object_has_takes_other_parameters(self, itop: Any, name: str) -> None:
        itop.hook(process_response_callback=f"$this->{name}")

        itop.ticket()

        message = f"The callback method '{name}' of class 'UserRequest' must have exactly 2 parameters."
        assert itop.records()[0]["message"] == f"{SENDING}{message}"

    def test_a_method_without_types_is_refused(self, itop: Any) -> None:
        itop.callbacks["UserRequest::Untyped"] = lambda *_: None
        itop.hook(process_response_callback="$this->Untyped")

        itop.ticket()

        assert itop.records()[0]["message"] == f"{SENDING}The callback '$this->Untyped' is not valid."

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("UserRequest::Note", "Sent"),
            (r"\UserRequest::Note", "Sent"),
            ("$this->Note", f"{SENDING}The callback '$this->Note' is not valid."),
        ],
    )
    def test_a_static_method_takes_the_object_first(self, itop: Any, name: str, message: str) -> None:
        itop.callbacks["UserRequest::Note"] = lambda draft, response, _action: draft.set("title", response.body)
        itop.hook(process_response_callback=name)

        ticket = itop.ticket()

        assert itop.records()[0]["message"] == message
        assert itop.stored(ticket)["title"] == ('{"ok": true}' if message == "Sent" else "T")

    def test_a_method_that_has_no_python_callable_says_what_is_missing(self, itop: Any) -> None:
        itop.callbacks.clear()
        itop.hook(process_response_callback="$this->SetExternalID")

        itop.ticket()

        assert itop.records()[0]["message"] == (
            f"{SENDING}No Python callable is registered for the callback UserRequest::SetExternalID"
        )


class TestPayloadCallbacks:
    def test_what_it_gives_is_the_whole_body(self, itop: Any) -> None:
        def body(draft: Any, arguments: Any, event: Any, action: Any) -> str:
            trigger = arguments["trigger->object()"]
            return f"{draft.id} {trigger['description']} {event['message']} {action['name']}"

        itop.payload_callbacks["UserRequest::Body"] = body
        itop.hook(prepare_payload_callback="$this->Body")

        itop.ticket()

        assert itop.bodies() == ["1 T Notification pending hook"]

    def test_what_it_throws_keeps_the_webhook_from_being_sent(self, itop: Any) -> None:
        def failing(*_: Any) -> str:
            raise CallbackError("no luck")

        itop.payload_callbacks["UserRequest::Body"] = failing
        itop.hook(prepare_payload_callback="$this->Body")

        itop.ticket()

        assert itop.sent == []
        assert itop.records()[0]["message"] == "Error: no luck"


class TestSetExternalID:
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("", "Could not process response as it is not a valid JSON string: "),
            ("<html>", "Could not process response as it is not a valid JSON string: <html>"),
            ("null", "Could not process response as it is not a valid JSON string: null"),
            ('{"code": 100, "message": "Error: nope"}', "Could not retrieve external ID"),
            ('{"code": 0, "objects": null}', "Could not retrieve external ID"),
            ("[1, 2]", "Could not retrieve external ID"),
            ("5", "Could not retrieve external ID"),
        ],
    )
    def test_it_refuses_an_answer_without_an_object(self, itop: Any, body: str, message: str) -> None:
        itop.answer = reply(body)
        itop.hook(process_response_callback="$this->SetExternalID")

        ticket = itop.ticket()

        assert itop.records()[0]["message"] == f"{SENDING}{message}"
        assert itop.stored(ticket)["remote_ticketid"] == 0
