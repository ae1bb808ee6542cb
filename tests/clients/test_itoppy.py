"""The client iToppy from PyPI, unmodified, at work on an instance.

It reads whole classes, by pages; a key of its own it sends in a list by mistake, which iTop refuses. Its ``create``,
``update`` and ``apply_stimulus`` are there and empty (version 0.1.1): they send nothing, and it has no ``delete``. So a
session of writing is itoptop's, in the file beside this one.
"""

from __future__ import annotations

import pytest
from iToppy import iTop
from iToppy.models import iAuth


@pytest.fixture(params=[iAuth.FORM, iAuth.BASIC])
def itop(rest_url: str, request: pytest.FixtureRequest) -> iTop:
    root = rest_url.removesuffix("webservices/rest.php")
    return iTop(root, "rest", "Rest-passw0rd!", auth=request.param)


def test_it_lists_the_operations(itop: iTop) -> None:
    assert "core/get" in [operation.verb for operation in itop.list_operations()]


def test_it_reads_by_query(itop: iTop) -> None:
    found = itop.get("Person", None, ["id", "friendlyname"])

    assert [entry.friendlyname for entry in found.objects] == ["My first name My last name"]


def test_it_reads_a_page(itop: iTop) -> None:
    found = itop.get("Brand", None, ["name"], limit=2, page=1)

    assert [entry.name for entry in found.objects] == ["Acer", "Apple"]


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [("create", ("Brand", {"name": "x"})), ("update", ("Brand", {})), ("apply_stimulus", ("Brand", "1", "x"))],
)
def test_what_it_would_write_is_empty_in_it(itop: iTop, verb: str, arguments: tuple[object, ...]) -> None:
    """Should a later version do something here, this says that a session of writing can be tested."""
    before = itop.get("Brand", None, ["name"]).message

    assert getattr(itop, verb)(*arguments) is None
    assert itop.get("Brand", None, ["name"]).message == before
