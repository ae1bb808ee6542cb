"""``fake-itop oql``, as it is called."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from fake_itop.cli.main import cli


def oql(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["oql", *arguments], standalone_mode=False)


def test_a_query_shows_class_id_and_name() -> None:
    found = oql("SELECT Person")
    assert (found.stdout, found.return_value) == ("Person\t1\tMy first name My last name\n", 0)


def test_a_design_adds_what_can_be_asked_for() -> None:
    assert oql("--design", "transfer", "SELECT UserRequest WHERE remote_ticketid = 0").return_value == 0


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT Person u", ("SELECT Person u", "              ^")),
        ("SELECT", ("SELECT", "      ^")),
        ("SELECT Person\nWHERE name = 'é' foo", ("WHERE name = 'é' foo", "                 ^^^")),
    ],
)
def test_a_mistake_is_underlined(query: str, shown: tuple[str, str]) -> None:
    found = oql(query)
    *lines, message = found.stderr.splitlines()[:3]
    assert (tuple(lines), found.return_value) == (shown, 1)
    assert message.startswith("Unexpected token ")


def test_explain_says_what_would_be_done() -> None:
    assert oql("--explain", "SELECT Person WHERE id = 1").stdout.splitlines() == [
        "select",
        "  look up Person AS Person by id (1 object)",
        "sort by friendlyname up",
    ]
