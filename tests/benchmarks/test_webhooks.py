"""How many webhooks a second go from one instance to another over sockets, each inside of a write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pytest_benchmark.fixture import BenchmarkFixture

from fake_itop.client import AsyncClient, FormLogin
from fake_itop.itop.instance import Itop, Specification
from fake_itop.journal import Traffic
from fake_itop.server.listening import ListenAddress, Member, Server, bind
from fake_itop.values.clock import Clock

WRITES = 50
LOGIN = FormLogin("rest", "Rest-passw0rd!")
PUSH = """{"operation": "core/update", "comment": "push", "class": "Organization", "key": "$this->code$",
"output_fields": "id", "fields": {"name": "$this->name$"}}"""


def member(name: str, place: ListenAddress) -> Member:
    itop = Itop(Specification(name=name, root_url=place.root_url, clock=Clock.system()))
    return Member(itop, place, "token")


@asynccontextmanager
async def wired_pair() -> AsyncIterator[AsyncClient]:
    """A client of an instance that pushes each change of its organisation 1 to another instance."""
    ours, partner = bind("127.0.0.1", 0), bind("127.0.0.1", 0)
    server = Server([member("ours", ours), member("partner", partner)], Traffic())
    async with server, AsyncClient(ours.rest_url, LOGIN) as client:
        await wire(client, partner.rest_url)
        yield client


async def wire(client: AsyncClient, partner: str) -> None:
    type_ = "SELECT RemoteApplicationType WHERE name = 'iTop'"
    where = {"name": "C", "remoteapplicationtype_id": type_, "environment": "2-test", "url": partner}
    await client.create("RemoteiTopConnection", {**where, "auth_user": LOGIN.user, "auth_pwd": LOGIN.password})
    connection = "SELECT RemoteiTopConnection WHERE name = 'C'"
    action = {"name": "push", "status": "enabled", "remoteapplicationconnection_id": connection, "payload": PUSH}
    await client.create("ActioniTopWebhook", action)
    links = [{"action_id": "SELECT ActioniTopWebhook WHERE name = 'push'", "order": 1}]
    trigger = {"description": "T", "target_class": "Organization", "action_list": links, "target_attcodes": "name"}
    await client.create("TriggerOnObjectUpdate", trigger)
    await client.update("Organization", 1, {"code": "1"})


def test_webhooks_between_two_instances(benchmark: BenchmarkFixture) -> None:
    numbers = iter(range(10_000))

    async def writes(client: AsyncClient) -> None:
        for _ in range(WRITES):
            await client.update("Organization", 1, {"name": f"name {next(numbers)}"}, output_fields="id")

    with asyncio.Runner() as runner:
        pair = wired_pair()
        client = runner.run(pair.__aenter__())
        benchmark.pedantic(lambda: runner.run(writes(client)), rounds=5, warmup_rounds=1)
        sent = runner.run(client.get("EventWebhook", "SELECT EventWebhook", output_fields="message,response", limit=1))
        runner.run(pair.__aexit__(None, None, None))

    print(f"\nwebhooks between two instances over sockets: {WRITES / benchmark.stats.stats.median:,.0f} a second")
    assert sent["message"] == f"Found: {next(numbers)}"
    (shown,) = (webhook["fields"] for webhook in sent["objects"].values())
    assert (shown["message"], shown["response"][:9]) == ("Sent", '{"code":0')
