"""``docs/architecture.md`` says what is so: its layers are those of the import contracts, what it names is there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
PATH = re.compile(r"`((?:fake_itop|tests|docs|tools|conformance)/[\w./-]*)`")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    lines = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in cells[2:]]


def test_the_drawn_layers_are_those_that_the_import_contracts_hold() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")

    drawn = [row[0].replace("`", "").replace("\\|", "|") for row in rows("Packages, and who may call whom")]

    assert drawn == layers


def test_what_the_page_of_architecture_names_is_there() -> None:
    assert [path for path in PATH.findall(PAGE) if not (ROOT / path).exists()] == []


def test_a_term_of_the_glossary_is_used_where_it_is_said_to_stand() -> None:
    terms = [(term, PATH.findall(place)[0]) for term, _, place in rows("The project's own words")]

    assert [
        term for term, place in terms if not re.search(rf"\b{term}", (ROOT / place).read_text("utf-8"), re.IGNORECASE)
    ] == []
    assert [term for term, _ in terms] == sorted(term for term, _ in terms)
