"""Messages for chat services, in the form of each service's public incoming webhooks.

What a real iTop sends in detail is in no recording; these are the services' plain message forms, made of the action's
own attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_itop.notifications.placeholders import Placeholders
from fake_itop.store import Record
from fake_itop.values.html.text import to_text

Message = dict[str, Any]
Compose = Callable[[Record, Placeholders], Message]


def _slack(action: Record, placeholders: Placeholders) -> Message:
    return {"text": _text(action, placeholders)}


def _google_chat(action: Record, placeholders: Placeholders) -> Message:
    return {"text": placeholders.expand(action["message"])}


def _rocket_chat(action: Record, placeholders: Placeholders) -> Message:
    sender = {"alias": action["bot_alias"], "avatar": action["bot_url_avatar"], "emoji": action["bot_emoji_avatar"]}
    return {**_given(sender, placeholders), "text": _text(action, placeholders)}


def _teams(action: Record, placeholders: Placeholders) -> Message:
    is_adaptive = "json_format" in action.cls.columns and action["json_format"] == "adaptive_card"
    return _adaptive_card(action, placeholders) if is_adaptive else _message_card(action, placeholders)


def _message_card(action: Record, placeholders: Placeholders) -> Message:
    title = placeholders.expand(action["title"])
    card = {"@type": "MessageCard", "@context": "https://schema.org/extensions", "summary": title, "title": title}
    colour = _given({"themeColor": action["theme_color"]}, placeholders)
    image = _given({"activityImage": action["image_url"]}, placeholders)
    return {**card, **colour, "text": _text(action, placeholders), **({"sections": [image]} if image else {})}


def _adaptive_card(action: Record, placeholders: Placeholders) -> Message:
    title = _given({"text": action["title"]}, placeholders)
    image = _given({"url": action["image_url"]}, placeholders)
    body = [{"type": "TextBlock", "size": "large", "weight": "bolder", **title}] if title else []
    body += [{"type": "Image", **image}] if image else []
    body += [{"type": "TextBlock", "wrap": True, "text": _text(action, placeholders)}]
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    card = {"$schema": schema, "type": "AdaptiveCard", "version": "1.2", "body": body}
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [content]}


def _text(action: Record, placeholders: Placeholders) -> str:
    """A message that is written as HTML, as plain text."""
    return to_text(placeholders.expand(action["message"]))


def _given(texts: dict[str, str | None], placeholders: Placeholders) -> Message:
    return {name: placeholders.expand(text) for name, text in texts.items() if text}


CHATS: dict[str, Compose] = {
    "ActionSlackNotification": _slack,
    "ActionRocketChatNotification": _rocket_chat,
    "ActionGoogleChatNotification": _google_chat,
    "ActionMicrosoftTeamsNotification": _teams,
}
"""How each chat's actions make their message."""
