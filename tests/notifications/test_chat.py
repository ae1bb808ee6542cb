"""Messages for chat services, in the form of their public incoming webhooks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_itop.values.http import header

TITLE = "It burns"


@pytest.mark.parametrize(
    ("cls", "fields", "message"),
    [
        ("ActionSlackNotification", {"message": "<p>New: <b>$this->ref$</b></p>"}, {"text": "New: R-000001"}),
        ("ActionGoogleChatNotification", {"message": "*$this->ref$*"}, {"text": "*R-000001*"}),
        (
            "ActionRocketChatNotification",
            {"message": "<p>$this->ref$</p>", "bot_alias": "iTop", "bot_emoji_avatar": ":fire:"},
            {"alias": "iTop", "emoji": ":fire:", "text": "R-000001"},
        ),
        (
            "ActionMicrosoftTeamsNotification",
            {"title": "$this->ref$", "message": "<p>$this->title$</p>", "theme_color": "FF0000"},
            {
                "@type": "MessageCard",
                "@context": "https://schema.org/extensions",
                "summary": "R-000001",
                "title": "R-000001",
                "themeColor": "FF0000",
                "text": TITLE,
            },
        ),
    ],
)
def test_each_service_gets_its_own_form(itop: Any, cls: str, fields: Any, message: Any) -> None:
    itop.hook(cls=cls, payload=None, headers=None, **fields)

    itop.ticket(title=TITLE)

    (request,) = itop.sent
    assert json.loads(request.body) == message
    assert header(request.headers, "content-type") == "application/json"
    assert itop.records()[0]["action_finalclass"] == cls


def test_teams_takes_an_adaptive_card_too(itop: Any) -> None:
    card = {"title": "$this->ref$", "message": "<p>M</p>", "image_url": "http://x.example/i.png"}
    itop.hook(cls="ActionMicrosoftTeamsNotification", payload=None, headers=None, json_format="adaptive_card", **card)

    itop.ticket()

    (attachment,) = json.loads(itop.bodies()[0])["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block.get("text", block.get("url")) for block in attachment["content"]["body"]] == [
        "R-000001",
        "http://x.example/i.png",
        "M",
    ]


def test_a_payload_of_its_own_is_sent_in_its_place(itop: Any) -> None:
    itop.hook(cls="ActionSlackNotification", payload='{"text":"mine"}', message="<p>other</p>")

    itop.ticket()

    assert itop.bodies() == ['{"text":"mine"}']
