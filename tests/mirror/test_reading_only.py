"""A live iTop cannot be written to, and is never asked for a secret."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from fake_itop import mirror
from fake_itop.client import ReadOnlyError
from fake_itop.itop.instance import Itop
from fake_itop.mirror.live import readable
from fake_itop.profiles import PROFILES
from fake_itop.state import state_of
from fake_itop.values.secrets import is_secret
from tests.mirror.living import compared, live, pull, stand_in

PACKAGE = Path(mirror.__file__).parent
SOURCES = [*PACKAGE.glob("*.py"), *(PACKAGE.parent / "cli" / f"{name}.py" for name in ("live", "pull", "compare"))]


@pytest.mark.parametrize(
    "operation", ["core/create", "core/update", "core/delete", "core/apply_stimulus", "list_operations", "", None]
)
def test_no_operation_but_a_read_is_sent(there: Itop, operation: str | None) -> None:
    _, client = live(there)

    with pytest.raises(ReadOnlyError, match="is not sent to an iTop that is only read"):
        client.call({"operation": operation, "class": "Organization", "key": 1})
    assert client.asked == []


def test_its_methods_that_write_send_nothing(there: Itop) -> None:
    _, client = live(there)

    for write in (
        lambda: client.create("Organization", {"name": "x"}),
        lambda: client.update("Organization", 1, {"name": "x"}),
        lambda: client.delete("Organization", 1),
        lambda: client.apply_stimulus("UserRequest", 1, "ev_assign"),
    ):
        with pytest.raises(ReadOnlyError):
            write()
    assert client.asked == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_whoever_reads_has_no_other_client(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fake_itop.client")
        for name in node.names
    }
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}

    assert not imported & {"Client", "AsyncClient", "ControlClient", "send"}
    assert not modules & {"urllib.request", "http.client", "socket", "aiohttp"}


def test_a_pull_and_a_comparison_change_nothing_there(there: Itop, tmp_path: Path) -> None:
    before = state_of(there)
    asked, client = live(there)

    found = pull(asked, there, tmp_path / "my.json", "UserRequest", "FunctionalCI")
    compared(asked, stand_in(found), found)

    assert state_of(there) == before
    assert {request["operation"] for request in client.asked} == {"core/get"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_no_secret_is_asked_for(profile: object) -> None:
    for cls in profile.datamodel():  # type: ignore[attr-defined] # one of the profiles
        for code in readable(cls):
            assert not cls.attributes[code].secret
            assert not is_secret(code)
