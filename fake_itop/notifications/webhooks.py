"""From an action to the request that it sends (docs/itop/webhooks.md; recordings ``webhook``).

An ``ActioniTopWebhook`` posts a form with ``version`` and ``json_data``, as iTop's own REST endpoint takes it; any
other ``ActionWebhook`` sends its payload as it is. Connections add the address and the credentials.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote, urlsplit

from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.callbacks import CallbackError, Callbacks, thrown_as_callback_error
from fake_itop.notifications.json_payloads import ExpandJson, PreparationError, expand_values
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.objects.database import Database
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.html.text import to_text
from fake_itop.values.http import FORM, Headers, OutgoingRequest
from fake_itop.values.php_json import encode

ChatMessage = dict[str, Any]
Compose = Callable[[Record, Placeholders], ChatMessage]


def _slack(action: Record, placeholders: Placeholders) -> ChatMessage:
    return {"text": _text(action, placeholders)}


def _google_chat(action: Record, placeholders: Placeholders) -> ChatMessage:
    return {"text": placeholders.expand(action["message"])}


def _rocket_chat(action: Record, placeholders: Placeholders) -> ChatMessage:
    sender = {"alias": action["bot_alias"], "avatar": action["bot_url_avatar"], "emoji": action["bot_emoji_avatar"]}
    return {**_given(sender, placeholders), "text": _text(action, placeholders)}


def _teams(action: Record, placeholders: Placeholders) -> ChatMessage:
    is_adaptive = "json_format" in action.cls.columns and action["json_format"] == "adaptive_card"
    return _adaptive_card(action, placeholders) if is_adaptive else _message_card(action, placeholders)


def _message_card(action: Record, placeholders: Placeholders) -> ChatMessage:
    title = placeholders.expand(action["title"])
    card = {"@type": "MessageCard", "@context": "https://schema.org/extensions", "summary": title, "title": title}
    colour = _given({"themeColor": action["theme_color"]}, placeholders)
    image = _given({"activityImage": action["image_url"]}, placeholders)
    return {**card, **colour, "text": _text(action, placeholders), **({"sections": [image]} if image else {})}


def _adaptive_card(action: Record, placeholders: Placeholders) -> ChatMessage:
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


def _given(texts: dict[str, str | None], placeholders: Placeholders) -> ChatMessage:
    return {name: placeholders.expand(text) for name, text in texts.items() if text}


CHATS: dict[str, Compose] = {
    "ActionSlackNotification": _slack,
    "ActionRocketChatNotification": _rocket_chat,
    "ActionGoogleChatNotification": _google_chat,
    "ActionMicrosoftTeamsNotification": _teams,
}
"""How each chat's actions make their message."""


USER_AGENT = "spider"
CONNECT_TIMEOUT = 5.0
TIMEOUT = 120.0
"""Seconds: the extension's setting ``timeout``, and what iTop allows for a whole request."""

JSON_HEADER = "Content-type: application/json"
"""The one spelling for which a payload is taken as JSON: with another case, or a charset, data can break it (D 21)."""
_WITHOUT_BODY = ("GET", "HEAD", "DELETE", "PATCH")
"""Methods that are sent without the payload (recordings ``webhook``, "method …")."""


@dataclass
class Webhook:
    """A request in the making; what is ready when something goes wrong stands in the record."""

    url: str = ""
    headers: tuple[str, ...] | None = None
    """Lines, ``Name: value``."""
    payload: str | None = None
    method: str = "POST"

    def request(self) -> OutgoingRequest:
        """The finished request."""
        has_body = self.method not in _WITHOUT_BODY
        body = (self.payload or "").encode("utf-8", "surrogateescape") if has_body else b""
        headers = _as_headers(self.headers or (), self.url, has_body=has_body)
        return OutgoingRequest(self.method, self.url, headers, body, CONNECT_TIMEOUT, TIMEOUT)


def prepare(
    db: Database,
    callbacks: Callbacks,
    call: ActionRun,
    event: Record,
    webhook: Webhook,
    *,
    expand_json: ExpandJson = expand_values,
) -> None:
    """Fill in a webhook from its action: address, headers, then payload. ``event`` is its record.

    ``expand_json`` is how placeholders in a payload that is JSON are expanded.

    Raises:
        PreparationError: the payload is no JSON, a callback is none, an iTop call's connection is not to an iTop, or
            has no access token where it needs one.
        PhpFatalError: an action that is being tested has no connection for tests.
    """
    connection = _connection(db, call.action)
    webhook.method = str(call.action["method"] or "post").upper()
    webhook.url = _joined(call.placeholders.expand(connection["url"]), call.placeholders.expand(call.action["path"]))
    lines = call.placeholders.expand(call.action["headers"]).split("\n")
    own = [line.strip() for line in lines if line.strip()]
    webhook.headers = (*own, *_json_header(call.action, own), *_credentials(db, connection))
    if call.action["prepare_payload_callback"]:
        webhook.payload = _payload_by_callback(callbacks, call, event)
    else:
        webhook.payload = _payload(call, connection, webhook.headers, expand_json)


def _connection(db: Database, action: Record) -> Record:
    prefix = "test_" if action["status"] == "test" else ""
    id_ = action[f"{prefix}remoteapplicationconnection_id"]
    connection = db.store.get("RemoteApplicationConnection", id_)
    if connection is None:
        raise PhpFatalError(f"{action.cls.name}::{action.id} has no {prefix}connection")
    if action.cls.is_a("ActioniTopWebhook") and "version" not in connection.cls.columns:
        raise PreparationError(reasons.UnknownAttributeOf("version", connection.cls.name))
    return connection


def _joined(url: str, path: str) -> str:
    return f"{url.rstrip('/')}/{path.lstrip('/')}" if path else url


def _json_header(action: Record, lines: list[str]) -> list[str]:
    """What is sent is JSON where an action has no headers of its own (recordings ``webhook``, "headers empty").

    Chat services take JSON only: a message that is made for one says so, unless the action's own headers do. What is
    sent to an iTop is a form.
    """
    is_said = any(line.lower().startswith("content-type:") for line in lines)
    is_json = not action.cls.is_a("ActioniTopWebhook") if not lines else is_composed(action) and not is_said
    return [JSON_HEADER] if is_json else []


def is_composed(action: Record) -> bool:
    """Whether an action's message for a chat service is made of its attributes, as it has no payload of its own."""
    return action.cls.name in CHATS and not (action["payload"] or action["prepare_payload_callback"])


def _credentials(db: Database, connection: Record) -> list[str]:
    """The header by which a connection's kind makes itself known (docs/itop/webhooks.md)."""
    if connection.cls.is_a("RemoteiTopConnection"):
        pair = f"{connection['auth_user']}:{connection['auth_pwd']}"
        return [f"Authorization: Basic {base64.b64encode(pair.encode()).decode()}"]
    if connection.cls.is_a("RemoteiTopConnectionToken"):
        return [f"Auth-Token: {connection['token']}"]
    if connection.cls.is_a("RemoteOauthConnection"):
        client = db.store.get("Oauth2Client", connection["oauth2client_id"])
        if client is None or not client["access_token"]:
            raise PreparationError(reasons.NoAccessToken(connection["name"]))
        return [f"Authorization: Bearer {client['access_token']}"]
    return []


# Payloads


def _payload(call: ActionRun, connection: Record, headers: tuple[str, ...], expand_json: ExpandJson) -> str:
    if is_composed(call.action):
        return encode(CHATS[call.action.cls.name](call.action, call.placeholders))
    if call.action.cls.is_a("ActioniTopWebhook"):
        return itop_form(connection["version"], expand_json(call.placeholders, call.action["payload"]))
    if JSON_HEADER in headers:
        return expand_json(call.placeholders, call.action["payload"])
    return call.placeholders.expand(call.action["payload"])


def _payload_by_callback(callbacks: Callbacks, call: ActionRun, event: Record) -> str:
    arguments: Mapping[str, Any] = {"this->object()": call.draft, "trigger->object()": call.trigger}
    name = call.action["prepare_payload_callback"]
    try:
        callback = callbacks.for_payload(call.draft.cls, name)
        with thrown_as_callback_error():
            body = callback(call.draft, arguments, event, call.action)
    except CallbackError as error:
        raise PreparationError(error.reason) from error.__cause__
    if not isinstance(body, str):
        raise PreparationError(reasons.NoBody(name, type(body).__name__))
    return body


def itop_form(version: str, json_data: str) -> str:
    """The form that iTop's REST endpoint takes, as PHP's ``http_build_query`` writes it."""
    return "&".join(f"{name}={_quoted(value)}" for name, value in (("version", version), ("json_data", json_data)))


def _quoted(value: str) -> str:
    return quote_plus(value, errors="surrogateescape").replace("~", "%7E")


def _as_headers(lines: tuple[str, ...], url: str, *, has_body: bool) -> Headers:
    """Header lines with what curl adds by itself; a line without a colon is none."""
    named = [(name.strip(), value.strip()) for name, colon, value in (line.partition(":") for line in lines) if colon]
    given = {name.lower() for name, _ in named}
    user = "" if "authorization" in given else _user_in(url)
    if user:
        named.insert(0, ("Authorization", f"Basic {base64.b64encode(user.encode()).decode()}"))
    if has_body and "content-type" not in given:
        named.append(("Content-Type", FORM))
    return (("User-Agent", USER_AGENT), ("Accept", "*/*"), *named)


def _user_in(url: str) -> str:
    """``user:password`` as a URL may hold it before the host, with which curl logs in by Basic; empty without."""
    try:
        authority = urlsplit(url if "://" in url else f"http://{url}").netloc
    except ValueError:
        return ""
    user, at, _ = authority.rpartition("@")
    return unquote(user if ":" in user else f"{user}:") if at else ""
