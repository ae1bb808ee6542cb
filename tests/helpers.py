"""An instance without sockets, and the shortest ways to speak to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from fake_itop.access import InstanceSettings
from fake_itop.datamodel import load
from fake_itop.itop.instance import Itop, Specification
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, Outcome, Work
from fake_itop.values.http import finish as run_to_its_end

PASSWORDS = {"rest": "Rest-passw0rd!", "partner_rest": "Partner-passw0rd!", "admin": "admin"}
MOMENT = datetime.fromisoformat("2026-03-01T08:00:00")
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)

T = TypeVar("T")


def an_itop(settings: InstanceSettings | None = None, **changes: Any) -> Itop:
    """A fresh instance with the tutorial's delta, on a clock that stands still."""
    parts = {
        "model": load(["transfer"]),
        "clock": Clock.frozen(MOMENT),
        "users": settings or InstanceSettings.default(),
    }
    return Itop(Specification(**{**parts, **changes}))


def finish(work: Work[T], outcome: Outcome | None = None) -> T:
    """The result of work of an instance; each webhook comes to ``outcome``, or is refused."""
    return run_to_its_end(work, outcome or NetworkFailure("Connection refused"))


def request(data: object, user: str = "rest", version: str = "1.3") -> HttpRequest:
    """A request of an operation by a user of the default settings; a text goes as it is."""
    text = data if isinstance(data, str) else json.dumps(data)
    form = {"auth_user": user, "auth_pwd": PASSWORDS[user], "json_data": text}
    return HttpRequest("POST", f"/webservices/rest.php?version={version}", FORM, urlencode(form).encode())


def http(itop: Itop, data: object, user: str = "rest") -> HttpReply:
    """The reply to a request."""
    return finish(itop.handle(request(data, user)))


def rest(itop: Itop, data: object, user: str = "rest") -> dict[str, Any]:
    """The JSON of the reply to a request."""
    reply: dict[str, Any] = json.loads(http(itop, data, user).body)
    return reply


def create(itop: Itop, cls: str, fields: Mapping[str, Any], user: str = "rest") -> int:
    """Make an object; gives its id.

    Raises:
        AssertionError: it is refused.
    """
    data = {"operation": "core/create", "class": cls, "comment": "test", "output_fields": "id", "fields": fields}
    reply = rest(itop, data, user)
    assert reply["code"] == 0, reply["message"]
    (entry,) = reply["objects"].values()
    return int(entry["key"])


def refusal(itop: Itop, cls: str, fields: Mapping[str, Any], user: str = "rest") -> str:
    """The message with which a new object is refused."""
    reply = rest(itop, {"operation": "core/create", "class": cls, "comment": "test", "fields": fields}, user)
    assert reply["code"] != 0, reply
    message: str = reply["message"]
    return message


def update(itop: Itop, cls: str, key: Any, fields: Mapping[str, Any], user: str = "rest") -> dict[str, Any]:
    """The reply to writing to an object."""
    data = {"operation": "core/update", "class": cls, "key": key, "comment": "test", "fields": fields}
    return rest(itop, {**data, "output_fields": "*"}, user)


def stimulate(
    itop: Itop, key: Any, stimulus: str, fields: Mapping[str, Any], cls: str = "UserRequest"
) -> dict[str, Any]:
    """The reply to applying a stimulus to a ticket."""
    data = {"operation": "core/apply_stimulus", "class": cls, "key": key, "comment": "test", "stimulus": stimulus}
    return rest(itop, {**data, "fields": fields, "output_fields": "*"})


def read(itop: Itop, cls: str, key: Any, *codes: str) -> dict[str, Any]:
    """Attributes of the one object that a key means; all without codes."""
    data = {"operation": "core/get", "class": cls, "key": key, "output_fields": ",".join(codes) or "*"}
    (entry,) = rest(itop, data)["objects"].values()
    fields: dict[str, Any] = entry["fields"]
    return fields


def found(itop: Itop, cls: str, key: Any, user: str = "rest") -> list[int]:
    """The ids of the objects that a key means, in order."""
    reply = rest(itop, {"operation": "core/get", "class": cls, "key": key, "output_fields": "id"}, user)
    assert reply["code"] == 0, reply["message"]
    return [int(entry["key"]) for entry in (reply["objects"] or {}).values()]


def a_ticket(itop: Itop, **fields: Any) -> int:
    """A new user request of the installer's organisation and person; gives its id."""
    return create(itop, "UserRequest", {"org_id": 1, "caller_id": 1, "title": "T", "description": "D", **fields})
