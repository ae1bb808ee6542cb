"""Callbacks: PHP methods by name, Python callables by nature (recordings ``webhook``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.datamodel.model import Method
from fake_itop.notifications import CallbackError
from fake_itop.notifications.callbacks import parameter_types
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
        ],
    )
    def test_types_are_read_from_the_php_method(self, code: str, types: tuple[str, ...]) -> None:
        assert parameter_types(Method("M", code)) == types

    def test_a_method_with_other_types_is_refused(self, itop: Any) -> None:
        itop.hook(prepare_payload_callback="$this->SetExternalID")

        itop.ticket()

        assert itop.records()[0]["message"] == "Error: The callback '$this->SetExternalID' is not valid."

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
