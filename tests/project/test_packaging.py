"""What pyproject.toml says twice, it says alike."""

import tomllib
from pathlib import Path
from typing import Any

PROJECT: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_extras_hold_what_the_dependency_groups_hold() -> None:
    groups = PROJECT["dependency-groups"]
    extras = PROJECT["project"]["optional-dependencies"]

    assert extras["test"] == groups["test"]
    assert extras["docs"] == groups["docs"]
    assert set(extras["dev"]) == {*groups["test"], *groups["lint"], *groups["docs"]}


def test_dependencies_have_floors_and_no_caps() -> None:
    assert all(">=" in entry and "<" not in entry and "==" not in entry for entry in PROJECT["project"]["dependencies"])
