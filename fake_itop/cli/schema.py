"""``fake-itop schema``: JSON Schemas of requests, templates and replies, for editors."""

from __future__ import annotations

import json

import click

from fake_itop.check.schemas import UnknownSchemaError, names, schema
from fake_itop.cli.building import read_designs
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.datamodel import UnknownClassError
from fake_itop.values.names import expected


@click.command("schema")
@click.argument("name", required=False)
@click.option("--class", "class_", metavar="CLASS", help="For objects of that class: its attributes and stimuli.")
@click.option("--design", multiple=True, metavar="FILE", help="A design delta; repeatable.")
def command(*, name: str | None, class_: str | None, design: tuple[str, ...]) -> int:
    """Print the schema NAME, such as core/create, template/core/update or reply/core/get; without one, all names."""
    if name is None:
        click.echo("\n".join(names()))
        return ExitCode.FINE
    model = read_designs(design)
    try:
        made = schema(name, model, model[class_] if class_ is not None else None)
    except UnknownSchemaError:
        raise CliError(f"no schema {name}, {expected(name, names())}") from None
    except UnknownClassError:
        raise CliError(f"--class {class_}: no such class, {expected(class_ or '', model.classes)}") from None
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
    return ExitCode.FINE
