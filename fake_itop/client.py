"""A small REST client, sync and async, for tests and scenarios; it works on a real iTop too.

Every operation returns what iTop says in its reply, or raises `ItopError` where the reply's code is not 0.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, Self, TypeVar

import aiohttp

Fields = Mapping[str, Any]
Key = int | str | Fields
"""An id, an OQL query, or criteria."""

DEFAULT_TIMEOUT = 130.0
"""Seconds: a real iTop may wait 120 for a webhook before it answers."""

COMMENT = "fake-itop client"
"""What the change history says unless the caller says something else: iTop asks for a comment."""

Answer = dict[str, Any]
Result = TypeVar("Result")


class ItopError(Exception):
    """iTop answered, and refused: its result code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"code {code}: {message}")
        self.code = code
        self.message = message


class ControlError(Exception):
    """The control API refused a call: with this HTTP status, for that reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"HTTP {status}: {reason}")
        self.status = status
        self.reason = reason


class NotItopError(Exception):
    """What answered was no reply of iTop's REST API: a page of a web server, of a login, of an error."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"HTTP {status}, no JSON reply: {text[:200]!r}")
        self.status = status
        self.text = text


@dataclass(frozen=True)
class Reply:
    """What the server sent back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The JSON value of the body.

        Raises:
            NotItopError: it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise NotItopError(self.status, self.body.decode("utf-8", "replace")) from None


class Login(Protocol):
    """A way to say who calls: what it adds to the form, and to the headers."""

    def form(self) -> dict[str, str]:
        """Parameters that are sent along."""

    def headers(self) -> dict[str, str]:
        """Headers that are sent along."""


@dataclass(frozen=True)
class FormLogin:
    """User and password as parameters of the form."""

    user: str
    password: str

    def form(self) -> dict[str, str]:
        """Both."""
        return {"auth_user": self.user, "auth_pwd": self.password}

    def headers(self) -> dict[str, str]:
        """None."""
        return {}


@dataclass(frozen=True)
class BasicLogin:
    """User and password by HTTP's Basic authentication."""

    user: str
    password: str

    def form(self) -> dict[str, str]:
        """None."""
        return {}

    def headers(self) -> dict[str, str]:
        """Both, in one header."""
        credentials = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}


@dataclass(frozen=True)
class TokenLogin:
    """An application's or a person's token."""

    token: str

    def form(self) -> dict[str, str]:
        """None."""
        return {}

    def headers(self) -> dict[str, str]:
        """The token."""
        return {"Auth-Token": self.token}


class Operations(ABC, Generic[Result]):
    """The operations of the REST API; ``Result`` is what iTop says, or the promise of it.

    Each of them raises `ItopError` where iTop refuses and `NotItopError` where something else answers.
    """

    @abstractmethod
    def call(self, json_data: Fields) -> Result:
        """Send an operation as it stands."""

    def get(
        self, class_: str, key: Key, *, output_fields: str = "*", limit: int | None = None, page: int | None = None
    ) -> Result:
        """Objects by key, ``limit`` of them on each ``page``."""
        found = {"class": class_, "key": key, "output_fields": output_fields}
        pages = {"limit": limit, "page": page}
        given = {name: value for name, value in pages.items() if value is not None}
        return self.call({"operation": "core/get", **found, **given})

    def create(self, class_: str, fields: Fields, *, comment: str = COMMENT, output_fields: str = "*") -> Result:
        """A new object."""
        return self.call(
            {
                "operation": "core/create",
                "comment": comment,
                "class": class_,
                "fields": fields,
                "output_fields": output_fields,
            }
        )

    def update(
        self, class_: str, key: Key, fields: Fields, *, comment: str = COMMENT, output_fields: str = "*"
    ) -> Result:
        """Other values for one object."""
        return self.call(
            {
                "operation": "core/update",
                "comment": comment,
                "class": class_,
                "key": key,
                "fields": fields,
                "output_fields": output_fields,
            }
        )

    def apply_stimulus(
        self,
        class_: str,
        key: Key,
        stimulus: str,
        fields: Fields | None = None,
        *,
        comment: str = COMMENT,
        output_fields: str = "*",
    ) -> Result:
        """Values for one object, and a step in its lifecycle."""
        return self.call(
            {
                "operation": "core/apply_stimulus",
                "comment": comment,
                "class": class_,
                "key": key,
                "stimulus": stimulus,
                "fields": fields or {},
                "output_fields": output_fields,
            }
        )

    def delete(self, class_: str, key: Key, *, comment: str = COMMENT, simulate: bool = False) -> Result:
        """Objects go, and what must go with them; with ``simulate`` it is only told."""
        asked = {"operation": "core/delete", "comment": comment, "class": class_, "key": key, "simulate": simulate}
        return self.call(asked)

    def check_credentials(self, user: str, password: str) -> Result:
        """Whether a user has that password: ``authorized`` in the reply."""
        return self.call({"operation": "core/check_credentials", "user": user, "password": password})

    def list_operations(self) -> Result:
        """The verbs that the server knows."""
        return self.call({"operation": "list_operations"})


class Client(Operations[Answer]):
    """Calls iTop and waits.

    Args:
        url: the endpoint, ``…/webservices/rest.php``.
        login: who calls.
        version: the API's version.
        timeout: seconds to wait for the connection, and for each part of the answer.
    """

    def __init__(self, url: str, login: Login, *, version: str = "1.3", timeout: float = DEFAULT_TIMEOUT) -> None:
        self._call = _Call(_http_url(url), login, version)
        self._timeout = timeout

    def call(self, json_data: Fields) -> Answer:
        """What iTop says to an operation."""
        return _answer(_send("POST", self._call.url, self._call.headers(), self._call.body(json_data), self._timeout))


class AsyncClient(Operations[Awaitable[Answer]]):
    """Calls iTop without blocking others; an async context manager. Arguments as of `Client`."""

    def __init__(self, url: str, login: Login, *, version: str = "1.3", timeout: float = DEFAULT_TIMEOUT) -> None:
        self._call = _Call(_http_url(url), login, version)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, json_data: Fields) -> Answer:
        """What iTop says to an operation."""
        if self._session is None:
            raise RuntimeError("an AsyncClient is used within `async with`")
        body, headers = self._call.body(json_data), self._call.headers()
        async with self._session.post(self._call.url, data=body, headers=headers) as response:
            return _answer(Reply(response.status, await response.read()))


class ControlClient:
    """The control API of a fake: what no real iTop has.

    Args:
        url: ``…/__fake__/``, from the READY line.
        token: likewise.
        timeout: seconds to wait for the connection, and for each part of the answer.
    """

    def __init__(self, url: str, token: str, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        self._url = _http_url(url).rstrip("/") + "/"
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
    ) -> Answer:
        """Let a person act in the web console: ``state`` and ``error``."""
        act = {"login": login, "class": class_, "key": key, "stimulus": stimulus, "fields": fields or {}}
        return self.call("POST", "console", act)

    def cron(self) -> int:
        """Run the background tasks once; how many queued webhooks were sent."""
        return int(self.call("POST", "cron")["sent"])

    def journal(self, scope: Literal["instance", "pair"] = "instance") -> list[Answer]:
        """The messages in and out of this instance, or of all that share its journal."""
        messages: list[Answer] = self.call("GET", f"journal?scope={scope}")["messages"]
        return messages

    def advance(self, seconds: float) -> str:
        """Move the clock on; what it then shows."""
        return str(self.call("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, moment: str) -> str:
        """Set the clock to ``YYYY-MM-DD HH:MM:SS``, in UTC; what it then shows."""
        return str(self.call("POST", "clock", {"set": moment})["now"])

    def call(self, method: str, name: str, parameters: Fields | None = None) -> Answer:
        """Any call.

        Raises:
            ControlError: it was refused.
        """
        body = None if parameters is None else json.dumps(parameters).encode()
        reply = _send(method, self._url + name, self._headers, body, self._timeout)
        answer: Answer = reply.json()
        if reply.status >= 400:  # noqa: PLR2004 - HTTP's own limit
            raise ControlError(reply.status, answer.get("error", ""))
        return answer


@dataclass(frozen=True)
class _Call:
    """How operations are put into requests."""

    url: str
    login: Login
    version: str

    def body(self, json_data: Fields) -> bytes:
        form = {"version": self.version, **self.login.form(), "json_data": json.dumps(json_data)}
        return urllib.parse.urlencode(form).encode()

    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/x-www-form-urlencoded", **self.login.headers()}


def _answer(reply: Reply) -> Answer:
    said = reply.json()
    if not isinstance(said, dict) or "code" not in said:
        raise NotItopError(reply.status, reply.body.decode("utf-8", "replace"))
    if said["code"] != 0:
        raise ItopError(said["code"], str(said.get("message") or ""))
    return said


def _http_url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError(
            f"{url!r} is no address of a server; right would be http://127.0.0.1:8100/webservices/rest.php"
        )
    return url


def _send(method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Reply:
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - _http_url has looked at it
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310 - likewise
            return Reply(response.status, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read())
