"""How curl, by which a real iTop sends its webhooks, tells of failures and follows redirects.

Texts as in the recordings (area ``webhook``: "response refused", "response unknown host", "method head"), the others as
curl's public documentation has them for the version that the recorded servers ran (7.88).
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from fake_itop.values.http import Headers, HttpReply, NetworkFailure, OutgoingRequest, header

MAX_REDIRECTS = 10
DEFAULT_PORTS = {"http": 80, "https": 443}

MALFORMED_URL = "URL using bad/illegal format or missing URL"
EMPTY_REPLY = "Empty reply from server"
CONNECTION_RESET = "Recv failure: Connection reset by peer"
BAD_ENCODING = "Error while processing content unencoding: incorrect header check"
TOO_LONG = "Failed writing received data to disk/application"
NOT_HTTP = "Received HTTP/0.9 when not allowed"

_GET_AFTER_POST = frozenset({301, 302, 303})
_REDIRECTS = _GET_AFTER_POST | {307, 308}
_HOST_BOUND = frozenset({"authorization", "cookie"})
_OF_A_BODY = frozenset({"content-type", "content-length"})


@dataclass(frozen=True)
class TimedOut(NetworkFailure):
    """No answer within the time allowed, for which the sender waited ``seconds``."""

    seconds: float = 120.0


def refused(host: str, port: int, milliseconds: int = 0) -> NetworkFailure:
    """Nothing listens there."""
    return NetworkFailure(
        f"Failed to connect to {host} port {port} after {milliseconds} ms: Couldn't connect to server"
    )


def unresolved(host: str) -> NetworkFailure:
    """No such host is known."""
    return NetworkFailure(f"Could not resolve host: {host}")


def unsupported(scheme: str) -> NetworkFailure:
    """A protocol that is not HTTP."""
    return NetworkFailure(f'Protocol "{scheme}" not supported or disabled in libcurl')


def timed_out(seconds: float, received: int = 0, expected: int | None = None) -> TimedOut:
    """The whole transfer took too long; ``expected`` is the announced length of the body, in bytes."""
    got = f"{received} bytes" if expected is None else f"{received} out of {expected} bytes"
    return TimedOut(f"Operation timed out after {_milliseconds(seconds)} milliseconds with {got} received", seconds)


def connect_timed_out(seconds: float) -> TimedOut:
    """No connection came about in time."""
    return TimedOut(f"Connection timed out after {_milliseconds(seconds)} milliseconds", seconds)


def cut_short(missing: int) -> NetworkFailure:
    """The connection was closed before the announced end of the body."""
    return NetworkFailure(f"transfer closed with {missing} bytes remaining to read")


def untrusted(reason: str) -> NetworkFailure:
    """The server's TLS certificate is not accepted."""
    return NetworkFailure(f"SSL certificate problem: {reason}")


def too_many_redirects() -> NetworkFailure:
    """A redirect too many."""
    return NetworkFailure(f"Maximum ({MAX_REDIRECTS}) redirects followed")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000) + 1


@dataclass(frozen=True)
class Address:
    """Where a URL leads: what is connected to, and what is asked for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port as the ``Host`` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def address_of(url: str) -> Address | NetworkFailure:
    """Where curl would connect for a URL, which may lack its scheme, or why it would not try."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError:
        return NetworkFailure(MALFORMED_URL)
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        return unsupported(scheme)
    if not parts.hostname or any(letter.isspace() for letter in parts.hostname):
        return NetworkFailure(MALFORMED_URL)
    return Address(scheme, parts.hostname, DEFAULT_PORTS[scheme] if port is None else port, _target(parts))


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def nobody_at(address: Address) -> NetworkFailure:
    """What comes of a request to an address where nothing is: an IP address refuses, a name is unknown."""
    try:
        ip_address(address.host)
    except ValueError:
        if address.host != "localhost":
            return unresolved(address.host)
    return refused(address.host, address.port)


def redirect(request: OutgoingRequest, reply: HttpReply) -> OutgoingRequest | None:
    """The request that follows a reply which redirects; ``None`` where it does not.

    A POST becomes a GET without body after 301, 302 and 303; credentials do not follow to another origin.
    """
    location = header(reply.headers, "Location") if reply.status in _REDIRECTS else None
    if not location:
        return None
    url = urljoin(request.url if "://" in request.url else f"http://{request.url}", location)
    dropped: frozenset[str] = frozenset() if _same_origin(request.url, url) else _HOST_BOUND
    if request.method == "POST" and reply.status in _GET_AFTER_POST:
        headers = _without(request.headers, dropped | _OF_A_BODY)
        return OutgoingRequest("GET", url, headers, b"", request.connect_timeout, request.timeout)
    headers = _without(request.headers, dropped)
    return OutgoingRequest(request.method, url, headers, request.body, request.connect_timeout, request.timeout)


def _same_origin(one: str, other: str) -> bool:
    return _origin(one) == _origin(other)


def _origin(url: str) -> object:
    address = address_of(url)
    return (address.scheme, address.host, address.port) if isinstance(address, Address) else address


def _without(headers: Headers, names: frozenset[str]) -> Headers:
    return tuple((name, value) for name, value in headers if name.lower() not in names)
