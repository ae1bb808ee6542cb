"""Objects page by page, as they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.client import Answer, AsyncClient, Client, FormLogin

LOGIN = FormLogin("rest", "password")
URL = "http://127.0.0.1/webservices/rest.php"


class Pages:
    """Answers as an iTop that has some persons, and keeps what it was asked for."""

    def __init__(self, persons: int) -> None:
        self.persons = persons
        self.asked: list[int] = []

    def answer(self, json_data: Mapping[str, Any]) -> Answer:
        self.asked.append(json_data["page"])
        end = json_data["page"] * json_data["limit"]
        ids = range(end - json_data["limit"] + 1, min(end, self.persons) + 1)
        return Answer(code=0, objects={f"Person::{n}": {"key": str(n), "class": "Person", "fields": {}} for n in ids})


def paged(persons: int, monkeypatch: Any) -> tuple[Client, Pages]:
    pages = Pages(persons)
    monkeypatch.setattr(Client, "call", lambda _, json_data: pages.answer(json_data))
    return Client(URL, LOGIN), pages


def test_all_objects_are_found_in_order(monkeypatch: Any) -> None:
    client, _ = paged(5, monkeypatch)

    assert [each.id for each in client.find("Person", page_size=2)] == [1, 2, 3, 4, 5]


def test_a_page_is_fetched_when_it_is_needed(monkeypatch: Any) -> None:
    client, pages = paged(5, monkeypatch)
    found = client.find("Person", page_size=2)
    next(found)

    assert pages.asked == [1]


def test_a_last_page_that_is_full_is_followed_by_an_empty_one(monkeypatch: Any) -> None:
    client, pages = paged(4, monkeypatch)

    assert len(list(client.find("Person", page_size=2))) == 4
    assert pages.asked == [1, 2, 3]


async def test_the_asynchronous_client_pages_likewise(monkeypatch: Any) -> None:
    pages = Pages(5)

    async def call(_: AsyncClient, json_data: Mapping[str, Any]) -> Answer:
        return pages.answer(json_data)

    monkeypatch.setattr(AsyncClient, "call", call)
    client = AsyncClient(URL, LOGIN)

    assert [each.id async for each in client.find("Person", page_size=2)] == [1, 2, 3, 4, 5]
