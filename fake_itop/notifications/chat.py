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
    title = placeholders.expand(action["title"])
    card = {"@type": "MessageCard", "@context": "https://schema.org/extensions", "summary": title, "title": title}
    colour = _given({"themeColor": action["theme_color"]}, placeholders)
    return {**card, **colour, "text": _text(action, placeholders)}


def _text(action: Record, placeholders: Placeholders) -> str:
    """A message that is written as HTML, as plain text."""
    return to_text(placeholders.expand(action["message"]))


def _given(texts: dict[str, str], placeholders: Placeholders) -> Message:
    return {name: placeholders.expand(text) for name, text in texts.items() if text}


CHATS: dict[str, Compose] = {
    "ActionSlackNotification": _slack,
    "ActionRocketChatNotification": _rocket_chat,
    "ActionGoogleChatNotification": _google_chat,
    "ActionMicrosoftTeamsNotification": _teams,
}
"""How each chat's actions make their message."""
