"""Sends webhooks over real sockets as a real iTop's curl does, and tells of failures in curl's words."""

from __future__ import annotations

import asyncio
import ssl
import time
from typing import Final

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError
from yarl import URL

from fake_itop.network import curl
from fake_itop.server.guard import Guard, GuardedResolver, NotAllowed
from fake_itop.values.http import Headers, HttpReply, NetworkFailure, Outcome, OutgoingRequest

MAX_REPLY: Final = 64 * 1024 * 1024
"""Bytes of an answer, unpacked, that are taken."""

_OWN = frozenset({"content-length", "host", "transfer-encoding"})
_HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH
_SILENT = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


class Sender:
    """One HTTP client for all webhooks of a server. Each goes over a connection of its own, as curl's do."""

    def __init__(self, guard: Guard) -> None:
        connector = aiohttp.TCPConnector(
            limit=0,
            keepalive_timeout=0,
            use_dns_cache=False,
            resolver=GuardedResolver(guard),
            socket_factory=guard.socket_for,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_SILENT,
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._session.close()

    async def send(self, request: OutgoingRequest, address: curl.Address, seconds: float) -> Outcome:
        """What comes of a request, within so many seconds; a redirect is not followed.

        Raises:
            NotAllowed: the guard does not let it go there.
        """
        started = time.monotonic()
        try:
            return await self._exchange(request, address, seconds)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            return _failure(error, request, address, time.monotonic() - started)

    async def _exchange(self, request: OutgoingRequest, address: curl.Address, seconds: float) -> Outcome:
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=request.connect_timeout)
        async with self._session.request(
            request.method,
            URL(f"{address.scheme}://{address.netloc}{address.target}", encoded=True),
            headers=_sendable(request.headers),
            data=request.body or None,
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            body = await _read(response, request.timeout)
        if isinstance(body, NetworkFailure):
            return body
        if request.method == "HEAD" and response.content_length:
            # The recorded servers name HEAD as a custom method, so their curl waits for the announced body.
            return curl.timed_out(request.timeout, expected=response.content_length)
        return HttpReply(response.status, tuple(response.headers.items()), body)


async def _read(response: aiohttp.ClientResponse, seconds: float) -> bytes | NetworkFailure:
    received = bytearray()
    try:
        async for chunk in response.content.iter_any():
            received += chunk
            if len(received) > MAX_REPLY:
                return NetworkFailure(curl.TOO_LONG)
    except aiohttp.ClientPayloadError as error:
        return _broken_body(error, (response.content_length or 0) - len(received))
    except TimeoutError:
        return curl.timed_out(seconds, len(received), response.content_length)
    return bytes(received)


def _broken_body(error: aiohttp.ClientPayloadError, missing: int) -> NetworkFailure:
    if ConnectionResetError.__name__ in str(error):  # aiohttp tells of it in its text alone
        return NetworkFailure(curl.CONNECTION_RESET)
    if isinstance(error.__cause__, ContentEncodingError):
        return NetworkFailure(curl.BAD_ENCODING)
    return curl.cut_short(missing)


def _sendable(headers: Headers) -> list[tuple[str, str]]:
    """The headers without those that follow from where the request goes and from its body."""
    return [(name, value) for name, value in headers if name.lower() not in _OWN]


def _failure(error: Exception, request: OutgoingRequest, address: curl.Address, seconds: float) -> NetworkFailure:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return curl.unresolved(address.host)
        case aiohttp.ClientConnectorCertificateError():
            return _untrusted(error.certificate_error, address)
        case aiohttp.ClientConnectorSSLError():
            return NetworkFailure("SSL connect error")
        case aiohttp.ClientConnectorError(os_error=NotAllowed() as refusal):
            raise refusal
        case aiohttp.ClientConnectorError():
            return curl.refused(address.host, address.port, round(seconds * 1000))
        case aiohttp.ConnectionTimeoutError():
            return curl.connect_timed_out(request.connect_timeout)
        case asyncio.TimeoutError():
            return curl.timed_out(request.timeout)
        case _:
            return _broken(error)


def _broken(error: Exception) -> NetworkFailure:
    match error:
        case aiohttp.ServerDisconnectedError():
            return NetworkFailure(curl.EMPTY_REPLY)
        case aiohttp.ClientOSError():
            return NetworkFailure(curl.CONNECTION_RESET)
        case aiohttp.ClientResponseError():
            return NetworkFailure(curl.NOT_HTTP)
        case _:
            return NetworkFailure(curl.MALFORMED_URL)


def _untrusted(error: Exception, address: curl.Address) -> NetworkFailure:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return curl.untrusted(str(error))
    if error.verify_code == _HOSTNAME_MISMATCH:
        return NetworkFailure(f"SSL: no alternative certificate subject name matches target host name '{address.host}'")
    return curl.untrusted(error.verify_message)
