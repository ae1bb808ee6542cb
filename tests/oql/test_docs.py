"""docs/oql.md says what is so."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from fake_itop.cli.main import cli
from fake_itop.oql import Engine, OqlError, parse
from fake_itop.oql.functions import FUNCTIONS
from tools.build.docs.oql import GROUPS, PAGE, WRONG, render

ARGUMENTS = {"this": None, "current_contact_id": 0, "current_user": None}


def test_the_page_is_what_the_script_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize("query", [query for queries in GROUPS.values() for query in queries])
def test_an_example_is_answered(query: str, engine: Engine) -> None:
    assert engine.select(query, ARGUMENTS) == []


@pytest.mark.parametrize("query", WRONG)
def test_an_example_of_what_is_none_is_refused(query: str, engine: Engine) -> None:
    with pytest.raises(OqlError):
        parse(query, engine.store.model)


@pytest.mark.parametrize("example", [function.example for function in FUNCTIONS.values()])
def test_a_functions_example_is_answered(example: str, engine: Engine) -> None:
    assert engine.select(f"SELECT UserRequest WHERE ISNULL({example})") == []


CONSOLE = re.findall(
    r"^\$ fake-itop oql (--explain )?\"(.*)\"\n((?:(?!\$|```).*\n)*)", PAGE.read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("option", "query", "shown"), CONSOLE)
def test_what_the_command_line_is_said_to_show_it_shows(option: str, query: str, shown: str) -> None:
    arguments = ["oql", *option.split(), query]
    assert CliRunner().invoke(cli, arguments, standalone_mode=False).output == shown


def test_there_are_examples_of_the_command_line() -> None:
    assert len(CONSOLE) == 3
