"""curl's words for failures and its way with redirects, which a real iTop's webhooks show."""

from typing import Any

import pytest

from fake_itop.network import curl
from fake_itop.values.http import HttpReply, NetworkFailure, OutgoingRequest

REQUEST = OutgoingRequest(
    "POST", "http://a:81/x?y=1", (("Authorization", "Basic x"), ("Content-Type", "text/plain"), ("X-A", "b")), b"body"
)


def moved(status: int, location: str, request: Any = REQUEST) -> Any:
    return curl.redirect(request, HttpReply(status, (("location", location),), b""))


def test_times_are_told_in_milliseconds_one_more_than_allowed() -> None:
    """docs/explanation/ping-pong.md; recordings, area webhook, "method head"."""
    assert curl.timed_out(120).text == "Operation timed out after 120001 milliseconds with 0 bytes received"
    assert curl.timed_out(120, 0, 12).text.endswith("with 0 out of 12 bytes received")
    assert curl.connect_timed_out(5).text == "Connection timed out after 5001 milliseconds"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://host", ("http", "host", 80, "/", "host")),
        ("https://Host/a?b#c", ("https", "host", 443, "/a?b", "host")),
        ("host:81/a", ("http", "host", 81, "/a", "host:81")),
        ("http://[::1]:8/a", ("http", "::1", 8, "/a", "[::1]:8")),
        ("http://user:pw@host/", ("http", "host", 80, "/", "host")),
    ],
)
def test_an_address_is_read_as_curl_reads_it(url: str, address: tuple[str, str, int, str, str]) -> None:
    found = curl.address_of(url)

    assert (found.scheme, found.host, found.port, found.target, found.netloc) == address


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://host:port/", curl.MALFORMED_URL),
        ("http://host:99999/", curl.MALFORMED_URL),
        ("http:///path", curl.MALFORMED_URL),
        ("", curl.MALFORMED_URL),
        ("http://a b/", curl.MALFORMED_URL),
        ("ftp://host/", 'Protocol "ftp" not supported or disabled in libcurl'),
    ],
)
def test_an_address_that_curl_would_not_try_is_refused_in_its_words(url: str, text: str) -> None:
    assert curl.address_of(url) == NetworkFailure(text)


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_becomes_a_get_without_body(status: int) -> None:
    target = moved(status, "/z")

    assert (target.method, target.url, target.body) == ("GET", "http://a:81/z", b"")
    assert target.headers == (("Authorization", "Basic x"), ("X-A", "b"))


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_stays_one_where_the_status_says_so(status: int) -> None:
    target = moved(status, "z")

    assert (target.method, target.url, target.body) == ("POST", "http://a:81/z", b"body")


def test_another_method_than_post_stays() -> None:
    assert moved(301, "/z", OutgoingRequest("PUT", "http://a/", (), b"body")).method == "PUT"


@pytest.mark.parametrize("location", ["http://b:81/", "http://a:82/", "https://a:81/"])
def test_credentials_do_not_follow_to_another_origin(location: str) -> None:
    assert moved(307, location).headers == (("Content-Type", "text/plain"), ("X-A", "b"))


@pytest.mark.parametrize("reply", [HttpReply(301, (), b""), HttpReply(200, (("Location", "/"),), b"")])
def test_without_location_or_with_another_status_nothing_is_followed(reply: Any) -> None:
    """Recordings, area webhook, "response 301": a 301 without Location is an answer like any other."""
    assert curl.redirect(REQUEST, reply) is None
