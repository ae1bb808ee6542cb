"""What actions send, what comes back, and what stands in their records (recordings ``webhook``)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.values.http import HttpReply, NetworkFailure, header

RAW = "Raw:\nAuthorization: ******\n\nAfter preparation:\n"


def partner(itop: Any, cls: str = "RemoteiTopConnection", **fields: Any) -> int:
    """A connection to another iTop."""
    given = {
        "name": "It",
        "remoteapplicationtype_id": 1,
        "environment": "3-production",
        "url": "http://it.example/rest",
    }
    connection: int = itop.create(cls, **given, **fields).id
    return connection


class TestRequests:
    def test_a_record_says_what_was_sent_and_what_came_back(self, itop: Any) -> None:
        itop.hook(payload='{"id":"$this->id$","title":"$this->title$"}')

        itop.ticket()

        assert itop.records() == [
            {
                "message": "Sent",
                "date": "2026-11-24 12:00:00",
                "userinfo": "rest",
                "trigger_id": 1,
                "action_id": 1,
                "object_id": 1,
                "action_finalclass": "ActionWebhook",
                "webhook_url": "http://sink.example/ok",
                "headers": f"{RAW}Content-type: application/json",
                "payload": 'Raw:\n{"id":"$this->id$","title":"$this->title$"}\n\n'
                'After preparation:\n{"id":"1","title":"T"}',
                "response": '{"ok": true}',
            }
        ]

    @pytest.mark.parametrize(
        ("method", "body"), [("post", "1"), ("put", "1"), ("patch", ""), ("get", ""), ("delete", ""), ("head", "")]
    )
    def test_only_some_methods_have_a_body(self, itop: Any, method: str, body: str) -> None:
        itop.hook(method=method, payload="1", headers="")

        itop.ticket()

        assert [(request.method, request.body.decode()) for request in itop.sent] == [(method.upper(), body)]

    def test_headers_are_lines_with_placeholders(self, itop: Any) -> None:
        itop.hook(headers="Content-type: application/json\nX-Ticket: $this->ref$\n\nX-Two: b")

        itop.ticket()

        assert itop.sent[0].headers[2:] == (
            ("Content-type", "application/json"),
            ("X-Ticket", "R-000001"),
            ("X-Two", "b"),
        )
        assert itop.records()[0]["headers"] == f"{RAW}Content-type: application/json\nX-Ticket: R-000001\nX-Two: b"

    def test_without_headers_what_is_sent_is_json(self, itop: Any) -> None:
        itop.hook(headers="")

        itop.ticket()

        assert itop.sent[0].headers[2:] == (("Content-type", "application/json"),)

    def test_an_address_may_hold_placeholders(self, itop: Any) -> None:
        sink = itop.create(
            "RemoteApplicationConnection",
            name="By ref",
            remoteapplicationtype_id=1,
            environment="3-production",
            url="http://sink.example/$this->ref$",
        )
        itop.hook(remoteapplicationconnection_id=sink.id)

        itop.ticket()

        assert itop.sent[0].url == "http://sink.example/R-000001"

    def test_the_sender_is_called_spider(self, itop: Any) -> None:
        itop.hook()

        itop.ticket()

        assert header(itop.sent[0].headers, "user-agent") == "spider"

    def test_a_path_is_put_behind_the_address(self, itop: Any) -> None:
        itop.hook(path="/tickets/$this->id$")

        itop.ticket()

        assert itop.sent[0].url == "http://sink.example/ok/tickets/1"

    def test_it_waits_five_seconds_for_a_connection_and_two_minutes_in_all(self, itop: Any) -> None:
        itop.hook()

        itop.ticket()

        assert (itop.sent[0].connect_timeout, itop.sent[0].timeout) == (5.0, 120.0)


class TestPayloads:
    def test_data_cannot_break_a_payload_that_is_json(self, itop: Any) -> None:
        itop.hook(payload='{"t":"$this->title$"}')

        itop.ticket(title='say "hi"\\ <b>/é')

        assert itop.bodies() == ['{"t":"say \\"hi\\"\\\\ <b>\\/\\u00e9"}']

    @pytest.mark.parametrize("headers", ["Content-type: text/plain", "Content-Type: application/json", "X-One: a"])
    def test_with_any_other_header_it_can(self, itop: Any, headers: str) -> None:
        itop.hook(payload='{"t":"$this->title$"}', headers=headers)

        itop.ticket(title='say "hi"\\ <b>')

        assert itop.bodies() == ['{"t":"say "hi"\\ <b>"}']

    def test_of_equal_keys_the_last_counts(self, itop: Any) -> None:
        itop.hook(payload='{"a":1,"a":2}')

        itop.ticket()

        assert itop.bodies() == ['{"a":2}']

    def test_an_empty_payload_is_no_json_and_nothing_is_sent(self, itop: Any) -> None:
        itop.hook(payload="")

        itop.ticket()

        (record,) = itop.records()
        assert record["message"] == "Error: Wrong JSON format for input, see error log for more information."
        assert record["headers"] == f"{RAW}Content-type: application/json"
        assert (record["payload"], record["response"], itop.sent) == ("", "", [])

    def test_a_long_text_is_cut_in_the_record_and_not_on_the_wire(self, itop: Any) -> None:
        itop.hook(payload='{"d":"$this->description$ $this->description$"}')

        itop.ticket(description="x" * 60_000)

        assert len(itop.bodies()[0]) > 120_000
        assert len(itop.records()[0]["payload"]) == 65_535
        assert itop.records()[0]["payload"].endswith("x[TRUNCATED]")


class TestUsersInUrls:
    @pytest.mark.parametrize(
        ("url", "lines", "sent"),
        [
            ("http://me:p%40ss@it.example/", "", "Basic bWU6cEBzcw=="),
            ("me@it.example", "", "Basic bWU6"),
            ("http://me:pass@it.example/", "Authorization: Bearer mine", "Bearer mine"),
            ("http://it.example/", "", None),
        ],
    )
    def test_a_user_in_the_address_logs_in_by_basic_as_curl_does(
        self, itop: Any, url: str, lines: str, sent: str | None
    ) -> None:
        where = {"name": "U", "remoteapplicationtype_id": 1, "environment": "2-test", "url": url}
        connection = itop.create("RemoteApplicationConnection", **where)
        itop.hook(remoteapplicationconnection_id=connection.id, headers=lines, payload="1")

        itop.ticket()

        assert header(itop.sent[0].headers, "authorization") == sent


class TestOauthConnections:
    def connection(self, itop: Any, **fields: Any) -> int:
        client = itop.create("GitHubOauth2Client", name="App", provider="github", client_id="c", client_secret="s")
        for code, value in fields.items():
            client.set(code, value)
        itop.save(client)
        return partner(itop, "RemoteOauthConnection", oauth2client_id=client.id)

    def test_its_access_token_goes_along_as_bearer_and_is_masked_in_the_record(self, itop: Any) -> None:
        itop.hook(remoteapplicationconnection_id=self.connection(itop, access_token="abc"))

        itop.ticket()

        assert header(itop.sent[0].headers, "authorization") == "Bearer abc"
        assert itop.records()[0]["headers"] == f"{RAW}Content-type: application/json\nAuthorization: ******"

    def test_without_one_nothing_is_sent(self, itop: Any) -> None:
        itop.hook(remoteapplicationconnection_id=self.connection(itop))

        itop.ticket()

        assert itop.sent == []
        assert itop.records()[0]["message"] == "Error: The OAuth client of the connection 'It' has no access token"


class TestLanguage:
    @pytest.mark.parametrize(
        ("language", "labels"), [("EN US", "New Low"), ("FR FR", "Nouveau Basse"), ("DE DE", "New Low")]
    )
    def test_labels_are_in_the_actions_language_if_a_design_speaks_it(
        self, itop: Any, language: str, labels: str
    ) -> None:
        itop.hook(language=language, payload='"$this->label(status)$ $this->label(priority)$"')

        itop.ticket()

        assert itop.bodies() == [f'"{labels}"']

    def test_so_are_the_badges_of_states(self, itop: Any) -> None:
        itop.hook(language="FR FR", payload='"$this->html(status)$"')

        itop.ticket()

        assert '--label\\">Nouveau<' in itop.bodies()[0]


class TestItopCalls:
    PAYLOAD = '{"operation":"list_operations","comment":"é & = + % $this->title$"}'

    def test_an_itop_call_is_a_form_with_basic_credentials(self, itop: Any) -> None:
        connection = partner(itop, auth_user="partner_rest", auth_pwd="Partner-passw0rd!")
        itop.hook(
            cls="ActioniTopWebhook",
            payload=self.PAYLOAD,
            remoteapplicationconnection_id=connection,
            headers="Content-type: application/x-www-form-urlencoded",
        )

        itop.ticket(title='a&b=c+d "q" é /x~')

        (request,) = itop.sent
        assert header(request.headers, "authorization") == "Basic cGFydG5lcl9yZXN0OlBhcnRuZXItcGFzc3cwcmQh"
        assert b"version=1.3&json_data=%7B%22operation%22%3A%22list_operations" in request.body
        assert b"%5C%2Fx%7E" in request.body
        assert parse_qs(request.body.decode())["json_data"] == [
            '{"operation":"list_operations","comment":"\\u00e9 & = + % a&b=c+d \\"q\\" \\u00e9 \\/x~"}'
        ]
        assert itop.records()[0]["headers"] == (
            f"{RAW}Content-type: application/x-www-form-urlencoded\nAuthorization: ******"
        )

    def test_a_token_goes_in_a_header_of_its_own_and_is_masked_too(self, itop: Any) -> None:
        connection = partner(itop, "RemoteiTopConnectionToken", token="a-secret")
        itop.hook(cls="ActioniTopWebhook", remoteapplicationconnection_id=connection, headers="")

        itop.ticket()

        assert header(itop.sent[0].headers, "auth-token") == "a-secret"
        assert header(itop.sent[0].headers, "content-type") == "application/x-www-form-urlencoded"
        assert itop.records()[0]["headers"] == f"{RAW}Auth-Token: ******"

    def test_an_empty_object_becomes_a_list_as_php_has_it(self, itop: Any) -> None:
        connection = partner(itop, auth_user="u", auth_pwd="p")
        itop.hook(cls="ActioniTopWebhook", payload="{}", remoteapplicationconnection_id=connection)

        itop.ticket()

        assert itop.bodies() == ["version=1.3&json_data=%5B%5D"]

    def test_a_connection_that_is_none_to_an_itop_has_no_version(self, itop: Any) -> None:
        itop.hook(cls="ActioniTopWebhook")

        itop.ticket()

        assert itop.sent == []
        message = "Error: Unknown attribute version from class RemoteApplicationConnection"
        assert itop.records()[0]["message"] == message


class TestChats:
    @pytest.mark.parametrize(
        ("cls", "fields", "body"),
        [
            ("ActionSlackNotification", {"message": "<p>$this->ref$ <b>now</b></p>"}, '{"text":"R-000001 now"}'),
            ("ActionGoogleChatNotification", {"message": "*$this->ref$*"}, '{"text":"*R-000001*"}'),
            (
                "ActionRocketChatNotification",
                {"message": "<p>$this->ref$</p>", "bot_alias": "iTop", "bot_emoji_avatar": ":ticket:"},
                '{"alias":"iTop","emoji":":ticket:","text":"R-000001"}',
            ),
            (
                "ActionMicrosoftTeamsNotification",
                {"message": "<p>$this->title$</p>", "title": "$this->ref$", "theme_color": "ff0000"},
                (
                    '{"@type":"MessageCard","@context":"https:\\/\\/schema.org\\/extensions","summary":"R-000001",'
                    '"title":"R-000001","themeColor":"ff0000","text":"T"}'
                ),
            ),
        ],
    )
    def test_a_chat_gets_the_message_in_its_own_form(self, itop: Any, cls: str, fields: Any, body: str) -> None:
        itop.hook(cls=cls, payload="", **fields)

        itop.ticket()

        assert itop.bodies() == [body]


class TestAnswers:
    @pytest.mark.parametrize("status", [201, 301, 404, 500])
    def test_whatever_the_status_it_counts_as_sent(self, itop: Any, status: int) -> None:
        itop.answer = HttpReply(status, (), b'{"error":"sink"}')
        itop.hook()

        itop.ticket()

        assert [(record["message"], record["response"]) for record in itop.records()] == [("Sent", '{"error":"sink"}')]

    def test_a_failure_on_the_way_stands_in_the_record_and_in_the_log(self, itop: Any) -> None:
        itop.answer = NetworkFailure("Could not resolve host: sink.example")
        itop.hook()

        ticket = itop.ticket()

        message = (
            "Errors: Error while sending request to webhook: "
            "Problem opening URL: http://sink.example/ok, Could not resolve host: sink.example"
        )
        assert [(record["message"], record["response"]) for record in itop.records()] == [(message, "")]
        assert [(record.cls, record.message) for record in itop.log()] == [("ActionWebhook", message)]
        assert itop.stored(ticket)["title"] == "T"

    def test_while_it_waits_the_record_is_pending(self, itop: Any) -> None:
        itop.hook()
        writing = itop.notifier.drive(itop.session, itop.saving(itop.draft("UserRequest", **itop.TICKET)))

        next(writing)

        assert [record["message"] for record in itop.records()] == ["Notification pending"]
        assert itop.db.store.count("UserRequest") == 1
        writing.close()


class TestStatusTest:
    def test_an_action_that_is_being_tested_uses_the_test_connection_and_says_so(self, itop: Any) -> None:
        other = itop.create(
            "RemoteApplicationConnection", name="Test", remoteapplicationtype_id=1, url="http://test.example/"
        )
        itop.hook(status="test", test_remoteapplicationconnection_id=other.id)

        itop.ticket()

        assert itop.sent[0].url == "http://test.example/"
        assert itop.records()[0]["message"] == "TEST - Sent"

    def test_without_one_a_real_itop_breaks_after_the_object_was_written(self, itop: Any) -> None:
        itop.hook(status="test")

        with pytest.raises(PhpFatalError):
            itop.ticket()

        assert itop.sent == []
        assert itop.records()[0]["message"] == "TEST - Notification pending"
        assert itop.db.store.count("UserRequest") == 1


class TestAsynchronous:
    def test_a_request_waits_for_the_background_tasks_as_it_was_made(self, itop: Any) -> None:
        itop.hook(asynchronous="yes", payload='{"t":"$this->title$"}')
        ticket = itop.ticket()
        assert (itop.sent, itop.records()[0]["message"]) == ([], "Pending")

        itop.update(ticket, title="later")
        assert itop.play(itop.notifier.run_queue(itop.session)) == 1

        assert itop.bodies() == ['{"t":"T"}']
        assert itop.records()[0]["message"] == "Sent"

    def test_a_failed_request_is_not_tried_again(self, itop: Any) -> None:
        itop.answer = NetworkFailure("Could not resolve host: sink.example")
        itop.hook(asynchronous="yes")
        itop.ticket()

        assert itop.play(itop.notifier.run_queue(itop.session)) == 1
        assert itop.play(itop.notifier.run_queue(itop.session)) == 0

        assert "Could not resolve host" in itop.records()[0]["message"]

    def test_a_callback_gets_the_object_as_it_is_by_then_and_its_change_is_saved(self, itop: Any) -> None:
        itop.answer = HttpReply(200, (), b'{"objects":{"UserRequest::7":{"key":"7"}}}')
        itop.hook(asynchronous="yes", process_response_callback="$this->SetExternalID")
        ticket = itop.ticket()
        itop.update(ticket, title="later")

        itop.play(itop.notifier.run_queue(itop.session))

        assert (itop.stored(ticket)["remote_ticketid"], itop.stored(ticket)["title"]) == (7, "later")
