"""Changes to a wiring that people make by mistake."""

from __future__ import annotations

from typing import Any

Steps = list[dict[str, Any]]


def requests(steps: Steps, to: str, cls: str) -> Steps:
    """The requests of a wiring that make objects of a class at one side."""
    return [step["request"] for step in steps if step["to"] == to and step["request"]["class"] == cls]


def wrong_password(steps: Steps) -> None:
    """Our connection to the partner has a password that is not the account's."""
    for request in requests(steps, "ours", "RemoteiTopConnection"):
        request["fields"]["auth_pwd"] = "wrong"


def without_triggers_on_update(steps: Steps) -> None:
    """Nothing is pushed from our side."""
    steps[:] = [s for s in steps if not (s["to"] == "ours" and s["request"]["class"] == "TriggerOnObjectUpdate")]


def unknown_organization(steps: Steps) -> None:
    """The partner does not have our organisation under the name that the payload looks for."""
    for request in requests(steps, "ours", "ActioniTopWebhook"):
        payload = request["fields"]["payload"]
        request["fields"]["payload"] = payload.replace("name = 'Combodo'", "name = 'Nobody Ltd'")


def nobody_listens(steps: Steps) -> None:
    """The partner is down: our connection leads to a port where nobody listens."""
    for request in requests(steps, "ours", "RemoteiTopConnection"):
        request["fields"]["url"] = "http://127.0.0.1:9/webservices/rest.php"
