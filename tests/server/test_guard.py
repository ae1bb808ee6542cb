"""Where webhooks may go."""

import socket
from typing import Any

import pytest

from fake_itop.server.guard import Guard, NotAllowed, Origins


def info(address: str) -> Any:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return (family, socket.SOCK_STREAM, 0, "", (address, 80))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_always_allowed(address: str) -> None:
    Guard().socket_for(info(address)).close()


@pytest.mark.parametrize(
    "address",
    ["192.0.2.1", "0.0.0.0", "169.254.169.254", "::", "fe80::1%eth0", "::ffff:10.0.0.1"],  # noqa: S104 - it is refused
)
def test_no_other_address_is(address: str) -> None:
    with pytest.raises(NotAllowed):
        Guard().socket_for(info(address))


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1"])
def test_an_address_that_was_allowed_is_in_any_notation(address: str) -> None:
    Guard(["192.0.2.1"]).socket_for(info(address)).close()


def test_a_name_that_was_allowed_is_allowed_at_the_addresses_that_it_resolves_to() -> None:
    guard = Guard(["Partner.example"])
    guard.resolved("partner.example", ["192.0.2.1"])
    guard.resolved("evil.example", ["192.0.2.2"])

    guard.socket_for(info("192.0.2.1")).close()
    with pytest.raises(NotAllowed):
        guard.socket_for(info("192.0.2.2"))


@pytest.mark.parametrize(
    ("headers", "is_answered"),
    [
        ((), True),
        ((("Origin", "http://localhost:3000"),), True),
        ((("Origin", "http://127.0.0.1:8100"), ("Sec-Fetch-Site", "cross-site")), True),
        ((("Origin", "http://[::1]:1"),), True),
        ((("Origin", "http://fake.test"),), True),
        ((("Sec-Fetch-Site", "none"),), True),
        ((("Origin", "https://evil.example"),), False),
        ((("Origin", "http://localhost.evil.example"),), False),
        ((("Origin", "null"),), False),
        ((("Sec-Fetch-Site", "cross-site"),), False),
    ],
)
def test_web_pages_of_other_sites_are_not_answered(headers: tuple[tuple[str, str], ...], is_answered: bool) -> None:
    assert Origins(frozenset({"fake.test"})).allow(headers) is is_answered
    assert Origins(all=True).allow(headers)
