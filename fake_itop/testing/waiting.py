"""Waiting for what goes on between instances, and saying what was waited for in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fake_itop.notifications.queue import queued
from fake_itop.testing.errors import UnsettledError
from fake_itop.testing.group import Group
from fake_itop.testing.webhooks import Sent, nearest, told

__tracebackhide__ = True

PATIENCE = 5.0
"""Seconds that a test waits unless it says otherwise."""


async def settle(group: Group, seconds: float) -> None:
    """Wait until nothing is under way in any instance, running the background tasks while webhooks are queued.

    Raises:
        UnsettledError: something still is, after so many seconds.
    """
    try:
        async with asyncio.timeout(seconds):
            await _settled(group)
    except TimeoutError:
        pending = [f"\n    {name}: {_shown(each.to_json())}" for name, each in _pending(group)]
        raise UnsettledError(f"still under way after {seconds} s:{''.join(pending)}") from None


async def webhook(group: Group, name: str, wanted: Mapping[str, Any], seconds: float) -> Sent:
    """Wait until an instance has sent a webhook that fits, and had its answer; gives the first.

    Raises:
        UnsettledError: it has not, after so many seconds; the nearest one is shown.
    """
    changed = asyncio.Event()
    try:
        with group.traffic.journal.watched(lambda _: changed.set()):
            async with asyncio.timeout(seconds):
                while not (fitting := [sent for sent in _answered(group, name) if not sent.misses(wanted)]):
                    changed.clear()
                    await changed.wait()
    except TimeoutError:
        near = nearest(_answered(group, name), wanted)
        raise UnsettledError(f"{name} sent no webhook with {told(wanted)} within {seconds} s: {near}") from None
    return fitting[0]


async def _settled(group: Group) -> None:
    while True:
        for served in group.served.values():
            await served.idle()
        waiting = [name for name, itop in group.itops.items() if queued(itop.db)]
        if not waiting and not any(served.under_way for served in group.served.values()):
            return
        for name in waiting:
            await group.served[name].cron()


def _pending(group: Group) -> list[tuple[str, Any]]:
    return [(name, message) for name, served in group.served.items() for message in served.pending]


def _shown(row: Mapping[str, Any]) -> str:
    return f"#{row['seq']} {row['kind']} {row.get('url') or row.get('act')}"


def _answered(group: Group, name: str) -> list[Sent]:
    rows = group.traffic.journal.to_json(name)["messages"]
    return [Sent(row) for row in rows if row["kind"] == "webhook" and row["reply"] is not None]
