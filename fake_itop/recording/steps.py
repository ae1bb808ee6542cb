"""Messages as steps and webhooks of a case (recordings' README, "Files")."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from fake_itop.journal import mask_headers, mask_json, mask_text
from fake_itop.recording.texts import Texts
from fake_itop.values.http import FORM, REST_PATH, HttpReply, HttpRequest, header
from fake_itop.values.json_texts import json_object

DEFAULT_USER = "rest"
DEFAULT_VERSION = "1.3"
KEPT_HEADERS = ("content-type",)
"""Of a webhook's headers, beside those that begin with ``x-``; whoever logs in by one would give a secret away."""

Step = dict[str, Any]


def step_of(to: str, request: HttpRequest, reply: HttpReply, texts: Texts) -> Step:
    """A request from outside and its reply: a ``rest`` step where it is a plain call, an ``http`` step otherwise."""
    asked = _call(request, texts)
    what = {"do": "rest", "to": to, **asked} if asked is not None else _raw(to, request, texts)
    return {**what, "reply": _reply(reply, texts)}


def webhook_of(to: str, request: HttpRequest, reply: HttpReply, texts: Texts) -> Step:
    """A request that an instance sent while it handled another one."""
    names = {name.lower(): value for name, value in mask_headers(request.headers).items()}
    headers = {name: names[name] for name in sorted(names) if name in KEPT_HEADERS or name.startswith("x-")}
    return {
        "to": to,
        "method": request.method,
        "path": mask_text(request.target),
        "headers": texts.recorded(headers),
        **_content(request, texts),
        "reply": texts.text(_text(reply.body)),
    }


def _call(request: HttpRequest, texts: Texts) -> Step | None:
    """The keys of a ``rest`` step, if the request says nothing that such a step does not."""
    address = urlsplit(request.target)
    query = dict(parse_qsl(address.query, keep_blank_values=True))
    form = _form(request)
    if request.method != "POST" or not address.path.endswith(REST_PATH) or form is None:
        return None
    given = {**query, **form}
    user = _user(request, given)
    if user is None or set(given) - {"version", "json_data", "auth_user", "auth_pwd"} or "version" not in given:
        return None
    operation = json_object(given.get("json_data", ""))
    if not operation:
        return None
    others = {"as": user} if user != DEFAULT_USER else {}
    version = {"version": given["version"]} if given["version"] != DEFAULT_VERSION else {}
    return {"request": texts.recorded(mask_json(operation)), **others, **version}


def _user(request: HttpRequest, given: Mapping[str, str]) -> str | None:
    """Who logs in by form or by Basic; ``None`` for any other way."""
    kind, _, encoded = (header(request.headers, "Authorization") or "").partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(encoded).decode().partition(":")[0]
        except (binascii.Error, ValueError):
            return None
    return given.get("auth_user") if "auth_pwd" in given and not kind else None


def _raw(to: str, request: HttpRequest, texts: Texts) -> Step:
    address = urlsplit(request.target)
    http: Step = {"method": request.method, "path": address.path}
    if address.query:
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        http["query"] = texts.recorded(mask_json(query))
    content = _content(request, texts)
    if "form" in content:
        http["form"] = content["form"]
    elif request.body:
        http["raw"] = content["body"]
        http["headers"] = {"Content-Type": header(request.headers, "Content-Type") or FORM}
    return {"do": "http", "to": to, "http": http}


def _content(request: HttpRequest, texts: Texts) -> Step:
    form = _form(request)
    if form is None:
        return {"body": texts.text(_text(request.body))}
    return {"form": texts.recorded(mask_json(form))}


def _form(request: HttpRequest) -> dict[str, str] | None:
    if not (header(request.headers, "Content-Type") or "").startswith(FORM):
        return None
    return dict(parse_qsl(_text(request.body), keep_blank_values=True))


def _reply(reply: HttpReply, texts: Texts) -> Step:
    head = {"status": reply.status, "content_type": header(reply.headers, "Content-Type")}
    text = _text(reply.body)
    try:
        return {**head, "json": texts.recorded(mask_json(json.loads(text)))}
    except (ValueError, RecursionError):
        return {**head, "text": texts.text(text)}


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
