"""``fake-itop oql``: try a query, on a fresh instance or on a running one, a real iTop too."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from fake_itop.cli.building import read_designs
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.options import profile_option
from fake_itop.client import BasicLogin, Client, ItopError, NotItopError
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.itop.instance import Itop, Specification
from fake_itop.oql import Engine, OqlError
from fake_itop.oql.parser import parse_query
from fake_itop.values.clock import Clock
from fake_itop.values.reasons import Quoted

_ANY_CLASS = "Organization"
"""``core/get`` wants a class beside the query; for a text that names none, one that every iTop has."""

ObjectLine = tuple[str, int, str]
"""Class, id and friendly name of an object."""


@click.command("oql")
@click.argument("query")
@click.option("--explain", is_flag=True, help="Say what would be done to answer it, instead of doing it.")
@click.option("--design", multiple=True, metavar="FILE", help="A design delta for the fresh instance; repeatable.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Users of the fresh instance, as TOML.")
@profile_option
@click.option("--url", metavar="URL", help="A running instance's endpoint, …/webservices/rest.php.")
@click.option("--user", default="rest", show_default=True, help="Who asks there.")
@click.option("--password", envvar="FAKE_ITOP_PASSWORD", default="", help="Rather in FAKE_ITOP_PASSWORD.")
def command(
    *,
    query: str,
    explain: bool,
    design: tuple[str, ...],
    config: Path | None,
    profile: str | None,
    url: str | None,
    user: str,
    password: str,
) -> int:
    """Show what QUERY finds: class, id and friendly name, tab-separated, or iTop's message and where it points."""
    if url is not None and explain:
        raise click.UsageError("--explain is about a fresh instance: leave out --url")
    try:
        if url is not None:
            rows: Iterable[ObjectLine] = _ask(Client(url, BasicLogin(user, password)), query)
        else:
            engine = _fresh(design, config, profile)
            if explain:
                click.echo(engine.explain(query))
                return ExitCode.FINE
            rows = _select(engine, query)
    except OqlError as error:
        _show(query, error.message, error.position, error.length)
        return ExitCode.FAILED
    for row in rows:
        click.echo("\t".join(map(str, row)))
    return ExitCode.FINE


def _fresh(designs: tuple[str, ...], config: Path | None, name: str | None) -> Engine:
    settings = users_of(config)
    profile = chosen_profile(name, settings, config)
    model = read_designs(designs, profile)
    itop = Itop(Specification(profile=profile, model=model, users=settings, clock=Clock.system()))
    return itop.db.engine


def _select(engine: Engine, query: str) -> list[ObjectLine]:
    nobody = {"current_contact": None, "current_user": None, "current_contact_id": 0}
    name = engine.reader.friendlyname
    return [(record.cls.name, record.id, name(record)) for record in engine.select(query, nobody)]


def _ask(client: Client, query: str) -> list[ObjectLine]:
    """What a running instance finds.

    Raises:
        OqlError: it refuses the query.
        CliError: it cannot be asked.
    """
    try:
        answer = client.get(_class_of(query), query, output_fields="friendlyname")
    except ItopError as error:
        raise OqlError(Quoted.about(query, error.message)) from None
    except (OSError, NotItopError, ValueError) as error:
        raise CliError(f"the instance does not answer: {error}", ExitCode.UNREACHABLE) from None
    objects = (answer["objects"] or {}).values()
    return [(found["class"], int(found["key"]), found["fields"].get("friendlyname", "")) for found in objects]


def _class_of(query: str) -> str:
    with suppress(OqlError):
        return parse_query(query).selects[0].cls.text
    return _ANY_CLASS


def _show(query: str, message: str, position: int | None, length: int) -> None:
    """The query with the place underlined, and what is wrong."""
    if position is not None:
        before = query.encode("utf-8", "surrogateescape")[:position].decode("utf-8", "replace")
        line, column = before.count("\n"), len(before.rpartition("\n")[2])
        shown = query.split("\n")[line]
        click.echo(f"{shown}\n{' ' * column}{'^' * max(1, min(length, len(shown) - column))}", err=True)
    click.echo(message.encode("utf-8", "replace").decode(), err=True)
