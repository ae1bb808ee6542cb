"""Many clients write at once: every reply comes, and ids are unique and without gaps."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import aiohttp

CONNECTIONS = 50
CREATES = 1_000
TICKET = {
    "operation": "core/create",
    "comment": "load",
    "class": "UserRequest",
    "output_fields": "id",
    "fields": {"org_id": 1, "caller_id": 1, "title": "T", "description": "D"},
}
FORM = {"version": "1.3", "auth_user": "rest", "auth_pwd": "Rest-passw0rd!", "json_data": json.dumps(TICKET)}


async def create_all(url: str) -> list[int]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as http:

        async def create() -> int:
            async with http.post(url, data=FORM) as response:
                (entry,) = (await response.json())["objects"].values()
                return int(entry["key"])

        return await asyncio.gather(*(create() for _ in range(CREATES)))


def test_a_thousand_concurrent_creates_get_unique_ids_without_gaps() -> None:
    command = [sys.executable, "-m", "fake_itop", "serve", "--port", "0", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline().removeprefix("READY "))["itop"]["rest"]
        ids = asyncio.run(create_all(url))
    finally:
        process.terminate()
        process.communicate(timeout=10)

    assert sorted(ids) == list(range(1, CREATES + 1))
