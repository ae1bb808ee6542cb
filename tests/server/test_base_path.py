"""An application that lives below a path of its server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from fake_itop.journal import Traffic
from fake_itop.server.listening import ListenAddress, Member, Server, bind
from tests.network.stub import StubItop
from tests.server.conftest import TOKEN


@pytest.fixture
async def place() -> AsyncIterator[ListenAddress]:
    """Where an instance listens below ``/itop``."""
    place = bind("127.0.0.1", 0, "itop/")
    async with Server([Member(StubItop(), place, TOKEN)], Traffic()):
        yield place


async def status(method: str, url: str) -> int:
    async with aiohttp.ClientSession() as http, http.request(method, url) as response:
        return response.status


async def test_its_address_says_the_path(place: ListenAddress) -> None:
    assert place.root_url == f"{place.origin}itop/"
    assert place.rest_url == f"{place.origin}itop/webservices/rest.php"


async def test_it_answers_below_the_path(place: ListenAddress) -> None:
    assert await status("POST", place.rest_url) == 200


async def test_elsewhere_the_web_server_knows_nothing(place: ListenAddress) -> None:
    assert await status("POST", f"{place.origin}webservices/rest.php") == 404


async def test_the_control_api_stays_where_it_is(place: ListenAddress) -> None:
    assert place.control_url == f"{place.origin}__fake__/"
    assert await status("GET", f"{place.control_url}live") == 200
