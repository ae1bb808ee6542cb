"""A client of the control API: what no real iTop has."""

from __future__ import annotations

import json
from typing import Any, Literal
from urllib.parse import quote

from fake_itop.client.operations import Fields
from fake_itop.client.wire import DEFAULT_TIMEOUT, http_url, send


class ControlError(Exception):
    """The control API refused a call: with this HTTP status, for that reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"HTTP {status}: {reason}")
        self.status = status
        self.reason = reason


class ControlClient:
    """The control API of a fake: what no real iTop has.

    Args:
        url: ``…/__fake__/``, from the READY line.
        token: likewise.
        timeout: seconds to wait for the connection, and for each part of the answer.
    """

    def __init__(self, url: str, token: str, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        self._url = http_url(url).rstrip("/") + "/"
        self._headers = {"X-Fake-Itop-Token": token, "Content-Type": "application/json"}
        self._timeout = timeout

    def reset(self) -> None:
        """Go back to the state at start."""
        self.call("POST", "reset")

    def snapshot(self, name: str) -> None:
        """Keep the state under a name."""
        self.call("POST", "snapshot", {"name": name})

    def restore(self, name: str) -> None:
        """Go back to a state that was kept."""
        self.call("POST", "restore", {"name": name})

    def console(
        self, login: str, class_: str, key: int | str, stimulus: str = "-", fields: Fields | None = None
    ) -> dict[str, Any]:
        """Let a person act in the web console: ``state`` and ``error``."""
        act = {"login": login, "class": class_, "key": key, "stimulus": stimulus, "fields": fields or {}}
        return self.call("POST", "console", act)

    def cron(self) -> int:
        """Run the background tasks once; how many queued webhooks were sent."""
        return int(self.call("POST", "cron")["sent"])

    def journal(self, scope: Literal["instance", "pair"] = "instance", *, kind: str = "") -> list[dict[str, Any]]:
        """The messages in and out of this instance, or of all that share its journal.

        ``kind`` names the kinds of rows that are wanted, divided by commas: ``log,mail``.
        """
        messages: list[dict[str, Any]] = self.call("GET", f"journal?scope={scope}&kind={quote(kind)}")["messages"]
        return messages

    def export(self) -> dict[str, Any]:
        """All that the instance holds, by its name."""
        instances: dict[str, Any] = self.call("GET", "export")["instances"]
        return instances

    def advance(self, seconds: float) -> str:
        """Move the clock on; what it then shows."""
        return str(self.call("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, moment: str) -> str:
        """Set the clock to ``YYYY-MM-DD HH:MM:SS``, in UTC; what it then shows."""
        return str(self.call("POST", "clock", {"set": moment})["now"])

    def call(self, method: str, name: str, parameters: Fields | None = None) -> dict[str, Any]:
        """Any call.

        Raises:
            ControlError: it was refused.
        """
        body = None if parameters is None else json.dumps(parameters).encode()
        reply = send(method, self._url + name, self._headers, body, self._timeout)
        answer: dict[str, Any] = reply.json()
        if reply.status >= 400:  # noqa: PLR2004 - HTTP's own limit
            raise ControlError(reply.status, answer.get("error", ""))
        return answer
