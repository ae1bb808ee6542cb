"""Requests over sockets become values, replies become bytes."""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

import pytest

from fake_itop.server import endpoint
from fake_itop.values.http import HttpReply
from tests.network.stub import OK, StubItop
from tests.server.conftest import Start


class Mirror(StubItop):
    """Answers with what it was asked."""

    def handle(self, request: Any) -> Any:
        self.request = request
        return HttpReply(207, (("Content-Type", "text/weird"), ("X-Two", "a"), ("X-Two", "b")), request.body)
        yield


@pytest.fixture
async def mirror(start: Start) -> Any:
    itop = Mirror()
    running = await start(lambda _: {"ours": itop})
    return running, itop


async def raw(place: Any, request: bytes) -> bytes:
    """The answer to bytes, up to the end of the connection."""
    host, port = place.socket.getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"])
async def test_any_method_and_path_reach_the_instance_as_they_came(mirror: Any, method: str) -> None:
    running, itop = mirror
    url = running.places["ours"].root_url + "any/path?a=%7B&b=1"
    async with running.http.request(method, url, data=b"body", headers={"X-Odd": "1"}):
        pass

    assert (itop.request.method, itop.request.target, itop.request.body) == (method, "/any/path?a=%7B&b=1", b"body")
    assert ("X-Odd", "1") in itop.request.headers


async def test_the_reply_is_the_instances_with_each_of_its_headers(mirror: Any) -> None:
    running, _ = mirror
    async with running.http.post(running.places["ours"].rest_url, data=b"body") as response:
        assert (response.status, await response.read()) == (207, b"body")
        assert response.headers["Content-Type"] == "text/weird"
        assert response.headers.getall("X-Two") == ["a", "b"]


async def test_a_client_that_asks_whether_to_go_on_is_told_so(mirror: Any) -> None:
    running, _ = mirror
    head = b"POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"

    assert (await raw(running.places["ours"], head)).startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 207")


async def test_a_target_with_scheme_and_host_is_read_as_one_without(mirror: Any) -> None:
    running, itop = mirror
    await raw(running.places["ours"], b"GET http://a/b?c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert itop.request.target == "/b?c"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
async def test_a_body_is_taken_as_it_comes_whatever_its_encoding(mirror: Any, encoding: str) -> None:
    running, itop = mirror
    headers = {"Content-Encoding": encoding, "Content-Length": "5"}
    async with running.http.post(running.places["ours"].rest_url, data=b"plain", headers=headers):
        pass

    assert itop.request.body == b"plain"


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_limit_gets_a_413_and_does_not_reach_the_instance(start: Start, chunked: bool) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop}, max_body=1000)

    async def pieces() -> Any:
        yield b"x" * 600
        yield b"x" * 600

    body = pieces() if chunked else b"x" * 1001
    async with running.http.post(running.places["ours"].rest_url, data=body) as response:
        assert response.status == 413
        assert "413 Request Entity Too Large" in await response.text()
    assert itop.written == []


async def test_a_body_at_the_limit_is_taken(start: Start) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop}, max_body=1000)

    assert await running.post("ours", b"x" * 1000) == (200, OK.body.decode())


async def test_a_bug_of_the_instance_is_told_on_stderr_and_the_server_goes_on(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(body: Any) -> Any:
        if body == b"bug":
            raise RuntimeError("planted")
        return ()

    running = await start(lambda _: {"ours": StubItop(broken)})

    assert (await running.post("ours", b"bug"))[0] == 500
    assert "planted" in capsys.readouterr().err
    assert (await running.post("ours"))[0] == 200


async def test_many_requests_at_once_are_each_answered(start: Start) -> None:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop})
    answers = await asyncio.gather(*(running.post("ours", b"%d" % number) for number in range(200)))

    assert {status for status, _ in answers} == {200}
    assert sorted(itop.written) == sorted(b"%d" % number for number in range(200))


async def test_a_port_is_free_again_after_the_server_has_stopped(start: Start) -> None:
    running = await start(lambda _: {"ours": StubItop()})
    port = running.places["ours"].socket.getsockname()[1]
    await running.post("ours")
    await running.server.__aexit__()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))


async def test_a_web_page_of_another_site_does_not_reach_the_instance(mirror: Any) -> None:
    running, itop = mirror
    headers = {"Origin": "https://evil.example"}
    async with running.http.post(running.places["ours"].rest_url, data=b"x", headers=headers) as response:
        assert response.status == 403
        assert "--allow-cross-site" in await response.text()

    assert not hasattr(itop, "request")


async def test_a_connection_on_which_nothing_is_asked_is_ended(mirror: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PATIENCE", 0.05)
    running, _ = mirror
    host, port = running.places["ours"].socket.getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"POST /x HTTP/1.1\r\nHost:")

    with suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_body_that_does_not_come_is_waited_for_only_so_long(
    mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "PATIENCE", 0.05)
    running, _ = mirror
    answer = await raw(running.places["ours"], b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")

    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_client_that_breaks_off_in_the_middle_of_a_body_is_no_error_of_ours(
    mirror: Any, caplog: pytest.LogCaptureFixture
) -> None:
    running, _ = mirror
    with socket.create_connection(running.places["ours"].socket.getsockname()) as client:
        client.sendall(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
        await running.post("ours")  # by then it reads
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await running.post("ours")

    assert not caplog.records


@pytest.mark.parametrize("target", ["//[1", "/webservices/rest.php//[", "http://[1/webservices/rest.php"])
async def test_a_target_that_is_no_address_reaches_the_instance_as_any_other(mirror: Any, target: str) -> None:
    place = mirror[0].places["ours"].socket.getsockname()
    reader, writer = await asyncio.open_connection(*place)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())

    assert (await reader.readline()).split()[1] in {b"207", b"400"}  # the stub's, or that of the parser of HTTP
    writer.close()


async def test_nonsense_fills_nobodys_screen(mirror: Any, capfd: Any) -> None:
    reader, writer = await asyncio.open_connection(*mirror[0].places["ours"].socket.getsockname())
    writer.write(b"N\xf5nsense\r\n\r\n")

    assert (await reader.readline()).split()[1] == b"400"
    writer.close()
    assert capfd.readouterr().err == ""
