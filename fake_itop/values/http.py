"""HTTP messages as values: what reaches an instance, what it answers, and what it sends out."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlencode

from fake_itop.values.reasons import Reason

Headers = tuple[tuple[str, str], ...]

FORM = "application/x-www-form-urlencoded"
REST_PATH = "/webservices/rest.php"
"""Where an application's REST endpoint is, below its root."""


def header(headers: Headers, name: str) -> str | None:
    """The first header of that name, whatever its case; ``None`` if there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class HttpRequest:
    """A request that reaches an instance. ``target`` is the path with its query, ``body`` the bytes as they came."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query, whatever it is made of."""
        return self.target.partition("#")[0].partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("#")[0].partition("?")[2]


def form_request(parameters: Mapping[str, str], headers: Headers = (), *, path: str = REST_PATH) -> HttpRequest:
    """A form that is sent to a page, to the REST endpoint unless another is named."""
    return HttpRequest("POST", path, (("Content-Type", FORM), *headers), urlencode(parameters).encode())


@dataclass(frozen=True)
class HttpReply:
    """An answer. ``reason`` is why something was refused, for who asks an instance in memory: nobody is sent that."""

    status: int
    headers: Headers
    body: bytes
    reason: Reason | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class OutgoingRequest:
    """A request that an instance wants to have sent, and waits for: times in seconds, redirects are followed."""

    method: str
    url: str
    headers: Headers
    body: bytes = b""
    connect_timeout: float = 5.0
    timeout: float = 120.0


@dataclass(frozen=True)
class NetworkFailure:
    """No answer came: ``text`` is what the HTTP library of a real iTop says of it."""

    text: str


Outcome = HttpReply | NetworkFailure
"""What a sender of an `OutgoingRequest` is told."""

Result = TypeVar("Result")
Work = Generator[OutgoingRequest, Outcome, Result]
"""Something an instance does: it yields each request that goes out, is sent what came of it, and returns its result."""


def finish(work: Work[Result], outcome: Outcome) -> Result:
    """The result of work, each of whose requests comes to this outcome, and goes nowhere."""
    try:
        next(work)
        while True:
            work.send(outcome)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return] # Result, which StopIteration does not say
