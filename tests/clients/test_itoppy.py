"""The client iToppy from PyPI, unmodified, at work on an instance. It only reads; writing is left out in it."""

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
