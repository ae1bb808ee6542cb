"""Where webhooks may go: a tool on a laptop must not become a way into the network around it.

The address is checked at the moment of connecting, so neither a name that resolves elsewhere, nor a redirect, nor an
address in another notation gets past.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ThreadedResolver
from aiohttp.abc import ResolveResult

from fake_itop.values.http import Headers, header, is_loopback

AddressInfo = tuple[Any, ...]


class NotAllowed(OSError):  # noqa: N818 - named for what it says
    """A webhook would leave for an address that is not allowed."""

    def __init__(self) -> None:
        super().__init__("not allowed: webhooks go to this machine only; --allow-webhook-host HOST allows another")


class Guard:
    """Lets connections through to loopback, and to the hosts (names or addresses) that were allowed."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._names = frozenset(host.lower() for host in allowed)
        self._addresses = {address for host in self._names if (address := _address(host)) is not None}

    def socket_for(self, info: AddressInfo) -> socket.socket:
        """A socket to connect to an address with.

        Raises:
            NotAllowed: not to this one.
        """
        family, kind, protocol, _, where = info
        if not self._allows(where[0]):
            raise NotAllowed
        return socket.socket(family, kind, protocol)

    def resolved(self, host: str, addresses: Iterable[str]) -> None:
        """Learn the addresses of an allowed name."""
        if host.lower() in self._names:
            self._addresses.update(address for text in addresses if (address := _address(text)) is not None)

    def _allows(self, text: str) -> bool:
        address = _address(text)
        return address is not None and (address.is_loopback or address in self._addresses)


class GuardedResolver(ThreadedResolver):
    """The machine's resolver, whose answers for allowed names the guard hears of."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        found = await super().resolve(host, port, family)
        self._guard.resolved(host, (result["host"] for result in found))
        return found


@dataclass(frozen=True)
class Origins:
    """Which web pages may ask what anybody may ask: those of this machine, of hosts by name, or all.

    A browser says of each request which site's page made it, and no page can keep it from that. Other clients say
    nothing, and are answered.
    """

    hosts: frozenset[str] = frozenset()
    all: bool = False

    def allow(self, headers: Headers) -> bool:
        """Whether a request is from no web page, or from one that may ask."""
        origin = header(headers, "Origin")
        if self.all:
            return True
        if origin is None:
            return header(headers, "Sec-Fetch-Site") != "cross-site"
        host = host_name(origin.partition("://")[2])
        return is_loopback(host) or host in self.hosts


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without port and brackets; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
