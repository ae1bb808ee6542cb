"""``fake-itop record``: a proxy in front of real iTops that writes down what passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import click

from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.options import check_host
from fake_itop.client.wire import http_url
from fake_itop.recording import Folder, JournalRows, Recorder, RecordingError, Step, Texts
from fake_itop.server.listening import CannotBindError, ListenAddress, bind, stopping
from fake_itop.server.proxy import Proxy
from fake_itop.values.clock import utc_now
from fake_itop.values.http import REST_PATH

DEFAULT_PORTS = {"ours": 8110, "partner": 8111}


@click.command("record")
@click.option("--target", metavar="URL", required=True, help="A real iTop: its address, or that of its REST endpoint.")
@click.option("--partner-target", metavar="URL", help="The partner's iTop, where both are to be recorded.")
@click.option("--port", type=int, default=DEFAULT_PORTS["ours"], show_default=True, help="0 takes a free one.")
@click.option("--partner-port", type=int, default=DEFAULT_PORTS["partner"], show_default=True, help="Likewise.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--allow-remote", is_flag=True, help="Needed with a --host that other machines can reach.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("recordings"), show_default=True, metavar="DIR")
@click.option("--area", default="recorded", show_default=True, help="File of the folder that the case is added to.")
@click.option("--case", default=None, help="Name of the case.  [default: the moment]")
@click.option("--given", default="clean", show_default=True, help="State from which a replay of the case starts.")
@click.option("-q", "--quiet", is_flag=True, help="No banner.")
def command(
    *,
    target: str,
    partner_target: str | None,
    port: int,
    partner_port: int,
    host: str,
    allow_remote: bool,
    out: Path,
    area: str,
    case: str | None,
    given: str,
    quiet: bool,
) -> None:
    """Record real traffic until Ctrl-C: send it here instead of to the iTop.

    What passes is added to DIR as a case for `pytest conformance --recordings DIR`, and as a journal for
    `fake-itop check` and the history checkers. Passwords and tokens are masked. On stdout comes one line,
    READY {"ours": {"rest": URL}, ...}, once it listens.
    """
    check_host(host, allow_remote=allow_remote)
    targets = {"ours": _root(target), **({"partner": _root(partner_target)} if partner_target else {})}
    name = case or utc_now().isoformat(" ", "seconds")
    try:
        folder = Folder(out, area, name, given)
    except RecordingError as error:
        raise CliError(str(error)) from None
    places = {each: _bind(host, {"ours": port, "partner": partner_port}[each]) for each in targets}
    told: set[str] = set()

    def keep(step: Step, rows: JournalRows) -> None:
        try:
            folder.add(step, rows)
        except RecordingError as error:
            if str(error) not in told:
                click.echo(f"not written down: {error}", err=True)
            told.add(str(error))

    recorder = Recorder(
        {each: place.root_url for each, place in places.items()},
        Texts(_addresses(targets, places), utc_now),
        utc_now,
        keep,
    )
    asyncio.run(_serve(targets, places, recorder, folder, quiet=quiet))


async def _serve(
    targets: Mapping[str, str], places: Mapping[str, ListenAddress], recorder: Recorder, folder: Folder, *, quiet: bool
) -> None:
    stop = stopping()
    async with AsyncExitStack() as stack:
        for name, place in places.items():
            await stack.enter_async_context(Proxy(name, place, targets[name], recorder))
        if not quiet:
            for name, place in places.items():
                click.echo(f"{name}: send to {place.rest_url} what is for {targets[name]}", err=True)
            click.echo(f"Ctrl-C stops. The case is in {folder.cases}, its journal in {folder.journal}", err=True)
        click.echo("READY " + json.dumps({name: {"rest": place.rest_url} for name, place in places.items()}))
        await stop.wait()


def _root(url: str) -> str:
    """The application's address, with a slash at the end."""
    try:
        return http_url(url).rstrip("/").removesuffix(REST_PATH) + "/"
    except ValueError as error:
        raise CliError(str(error)) from None


def _addresses(targets: Mapping[str, str], places: Mapping[str, ListenAddress]) -> list[tuple[str, str]]:
    """The addresses of both, as callers know them and as the iTops know themselves."""
    return [
        pair
        for name in targets
        for root in (targets[name], places[name].root_url)
        for pair in ((f"{name}.url", root.rstrip("/") + REST_PATH), (f"{name}.root", root))
    ]


def _bind(host: str, port: int) -> ListenAddress:
    try:
        return bind(host, port)
    except CannotBindError as error:
        raise CliError(str(error), ExitCode.CANNOT_BIND) from None
