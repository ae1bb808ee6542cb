"""The sink answers as the recordings' README says, and what arrives is written in their form."""

import pytest

from conformance.listeners import Message, sink


def message(path: str = "/ok", method: str = "POST", body: bytes = b"", **headers: str) -> Message:
    return Message("sink", method, path, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/status/418", 418, b'{"error":"sink"}'),
        ("/text", 200, b"plain text, not json"),
        ("/empty", 200, b""),
        ("/list", 200, b"[1, 2]"),
        ("/itoperr", 200, b'{"code": 100, "message": "Error: nope"}'),
        ("/anything/else", 200, b'{"ok": true}'),
    ],
)
def test_the_sink_answers_by_path(path: str, status: int, body: bytes) -> None:
    response = sink(message(path))

    assert (response.status, response.body) == (status, body)


def test_only_chosen_headers_are_kept_in_the_order_of_their_names() -> None:
    headers = message(x_two="b", user_agent="curl", content_type="text/plain", accept="*/*").recorded()["headers"]

    assert list(headers.items()) == [("content-type", "text/plain"), ("x-two", "b")]


def test_a_form_is_decoded() -> None:
    form = message(
        content_type="application/x-www-form-urlencoded", body=b"version=1.3&json_data=%7B%22a%22%3A+1%7D&e="
    )

    assert form.recorded()["form"] == {"version": "1.3", "json_data": '{"a": 1}', "e": ""}


def test_any_other_body_is_text() -> None:
    assert message(content_type="application/json", body="{é}".encode()).recorded()["body"] == "{é}"
