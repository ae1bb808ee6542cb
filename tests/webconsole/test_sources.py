"""The page of sources shows what collectors brought and what became of it."""

from __future__ import annotations

from html import unescape

import pytest
import requests

from fake_itop.client import Client, FormLogin
from fake_itop.synchro import IMPORT_PATH
from fake_itop.values.http import REST_PATH
from tests.helpers import PASSWORDS
from tests.webconsole.pair import Console
from tests.webconsole.visitor import Visitor, let_in


@pytest.fixture
def visitor(console: Console) -> Visitor:
    return let_in(console.address, console.token)


def collect(console: Console, *lines: str) -> None:
    """Make a source of organisations on our side, and fill it."""
    rest = console.pair.ours.rest_url
    fields = {"name": "<hr>", "scope_class": "Organization", "action_on_zero": "error", "status": "production"}
    source = Client(rest, FormLogin("rest", PASSWORDS["rest"])).create("SynchroDataSource", fields, comment="x").one
    login = {"auth_user": "rest", "auth_pwd": PASSWORDS["rest"]}
    form = {**login, "data_source_id": str(source.id), "csvdata": "\n".join(lines)}
    requests.post(rest.removesuffix(REST_PATH) + IMPORT_PATH, data=form, timeout=20).raise_for_status()


def test_a_source_is_shown_with_its_policies_its_last_execution_and_its_replicas(
    console: Console, visitor: Visitor
) -> None:
    collect(console, "primary_key;name", "1;Demo", "2;My Company/Department")
    page = visitor.get("/sources").text
    assert "&lt;hr&gt;" in page
    shown = unescape(page)
    assert "Use the attributes" in shown
    assert "<dt>Objects reconciliation errors</dt><dd>1</dd>" in shown
    assert "Organization::1 My Company/Department" in shown
    assert "Could not find a match for reconciliation" in shown


def test_without_a_source_the_page_says_so(visitor: Visitor) -> None:
    assert "No source was made." in visitor.get("/sources").text
