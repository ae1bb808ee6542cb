"""How operations are put into requests and replies are read; and the standard library's way to send them."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fake_itop.client.answers import Answer, NotItopError
from fake_itop.client.operations import READS, Fields
from fake_itop.values.http import FORM, is_loopback


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


DEFAULT_TIMEOUT = 130.0
"""Seconds: a real iTop may wait 120 for a webhook before it answers."""

DEFAULT_VERSION = "1.3"
DEFAULT_PAGE = 100
"""Objects that are asked for at once where all of them are wanted, one after another."""


@dataclass(frozen=True)
class Reply:
    """What the server sent back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The JSON value of the body.

        Raises:
            NotItopError: it is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise NotItopError(self.status, self.text) from None

    def answer(self) -> Answer:
        """What iTop says in it.

        Raises:
            ItopError: iTop refuses.
            NotItopError: it is no answer of iTop's.
        """
        return Answer.of(self.json(), self.status, self.text)


@dataclass(frozen=True)
class Endpoint:
    """Where operations go, as whom, and in which version of the API."""

    url: str
    login: Login
    version: str

    def body(self, json_data: Fields) -> bytes:
        """The form of an operation."""
        form = {"version": self.version, **self.login.form(), "json_data": json.dumps(json_data)}
        return urllib.parse.urlencode(form).encode()

    def headers(self) -> dict[str, str]:
        """The headers of every operation."""
        return {"Content-Type": FORM, **self.login.headers()}


def attempts(json_data: Fields, retries: int) -> int:
    """How often an operation may be tried: one that writes only once, since a lost reply may hide that it was done."""
    return 1 + (retries if json_data.get("operation") in READS else 0)


def http_url(url: str) -> str:
    """The address, if it is one of a web server.

    Raises:
        ValueError: it is not.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError(
            f"{url!r} is no address of a server; right would be http://127.0.0.1:8100/webservices/rest.php"
        )
    return url


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> Reply:
    """Send a request and wait for the reply, whatever its status.

    A redirect is a reply like any other: what was sent holds a password or a token, and is for that address alone.
    What is on this machine is asked directly, whatever the environment names as a proxy.

    Raises:
        OSError: the server cannot be reached, or breaks off.
    """
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - http_url has looked at it
    opener = _DIRECTLY if is_loopback(urllib.parse.urlsplit(url).hostname or "") else _AS_THE_ENVIRONMENT_SAYS
    try:
        with opener.open(request, timeout=timeout) as response:
            return Reply(response.status, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Go nowhere else."""


_DIRECTLY = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))
_AS_THE_ENVIRONMENT_SAYS = urllib.request.build_opener(_NoRedirects)
