"""Write ``docs/cli.md`` from what the commands themselves say: ``python tools/build/docs/cli.py``."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click

from fake_itop.cli.main import cli

TARGET = Path(__file__).parents[3] / "docs/cli.md"
HEAD = Path(__file__).with_name("cli.head.md")

EXAMPLES = {
    "compare": "fake-itop compare --itop-url https://itop.example.com/ --data my-itop.json --reads 500",
    "check": """
fake-itop check payload.json callback.php delta.xml
fake-itop check --format sarif --design my-delta.xml webhooks/*.json > findings.sarif""",
    "contract": "fake-itop contract --wiring my-wiring.json -o contract.toml",
    "doctor": """
fake-itop doctor --wiring my-wiring.json
fake-itop doctor --ours https://ours.example.com/ --partner https://partner.example.com/""",
    "explore": "fake-itop explore --wiring my-wiring.json --budget 60 --report report.html",
    "export": "fake-itop export ready.json -o state.json",
    "init": "fake-itop init",
    "matrix": "fake-itop matrix --wiring working",
    "oql": "fake-itop oql \"SELECT UserRequest WHERE status = 'new'\"",
    "pair": """
fake-itop pair
fake-itop pair --no-wiring --config users.toml --design my-delta.xml --ours-port 0 --partner-port 0""",
    "pull": """
fake-itop pull --ours https://ours.example.com/ --partner https://partner.example.com/ -o mine.json
fake-itop pull --itop-url https://itop.example.com/ --objects UserRequest --anonymise -o my-itop.json""",
    "record": "fake-itop record --target https://itop.example.com/ --out recordings --case 'a ticket is made'",
    "replay": "fake-itop replay --wiring tutorial --seed 1 transfer:1 our-private:3",
    "scenarios": """
fake-itop scenarios
fake-itop scenarios --wiring tutorial --html report.html""",
    "schema": "fake-itop schema core/create --class UserRequest > schema.json",
    "serve": "fake-itop serve --port 8100",
}
PAGES = {
    "check": ("the judge of payloads", "check.md"),
    "contract": ("what an integration promises", "contract.md"),
    "doctor": ("the doctor and its findings", "doctor.md"),
    "explore": ("exploring", "explore.md"),
    "export": ("keep a state across runs", "configuration.md#keep-a-state-across-runs"),
    "init": ("configuration", "configuration.md"),
    "matrix": ("what differs between versions", "versions.md"),
    "oql": ("the query language", "oql.md"),
    "pair": ("wirings", "wirings.md"),
    "compare": ("a stand-in of my own iTop", "howto/stand-in-of-my-itop.md"),
    "pull": ("compare it with your iTop", "howto/compare-with-your-itop.md"),
    "record": ("record real traffic", "record.md"),
    "replay": ("exploring", "explore.md"),
    "scenarios": ("the five scenarios", "scenarios.md"),
    "schema": ("JSON Schemas", "schemas.md"),
    "serve": ("the control API", "control-api.md"),
}
"""The page that tells more; one that there is not yet is left out."""


def document() -> str:
    """The whole page."""
    context = click.Context(cli, info_name="fake-itop")
    names = cli.list_commands(context)
    return "\n\n".join([HEAD.read_text("utf-8").strip(), *(_section(context, name) for name in names)]) + "\n"


def _section(parent: click.Context, name: str) -> str:
    command = cli.get_command(parent, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=parent)
    usage = command.get_usage(context).removeprefix("Usage: ")
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    rows = [f"| {_code(option)} | {_escaped(said)} |" for option, said in records]
    parts = [f"## `fake-itop {name}`", _prose(command), f"```sh\n{EXAMPLES[name].strip()}\n```", f"`{usage}`"]
    table = ["\n".join(["| option | meaning |", "|---|---|", *rows])] if rows else []
    return "\n\n".join([*parts, *table, *_more(name)])


def _prose(command: click.Command) -> str:
    return re.sub(r"\n(?!\n)(?<!\n\n)", " ", inspect.cleandoc(command.help or ""))


def _code(option: str) -> str:
    return f"`{_escaped(option)}`"


def _escaped(text: str) -> str:
    """Text in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*")


def _more(name: str) -> list[str]:
    if name not in PAGES:
        return []
    title, page = PAGES[name]
    return [f"More: [{title}]({page})."] if (TARGET.parent / page.partition("#")[0]).exists() else []


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
