"""Errors of our own: the caller gets a reply, and whoever runs the server can see what broke."""

from __future__ import annotations

from typing import Any

from fake_itop.values.http import Work
from tests.network.stub import StubItop
from tests.server.conftest import Start


class Broken(StubItop):
    """An instance that breaks down at every request."""

    def handle(self, request: Any) -> Work[Any]:
        raise ZeroDivisionError(request.body)
        yield


async def test_an_error_of_our_own_is_kept_for_whoever_runs_the_server(start: Start, capsys: Any) -> None:
    running = await start(lambda _: {"ours": Broken()})
    status, _ = await running.post("ours", b"x=1")
    await running.server.served["ours"].idle()

    assert status == 500
    assert [str(error) for error in running.server.served["ours"].crashes] == ["b'x=1'"]
    assert "ZeroDivisionError" in capsys.readouterr().err
