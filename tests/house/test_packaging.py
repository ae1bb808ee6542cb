"""What pyproject.toml says twice, it says alike."""

import tomllib
from pathlib import Path
from typing import Any

PROJECT: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_extra_holds_what_the_dependency_groups_hold() -> None:
    groups = PROJECT["dependency-groups"]

    assert set(PROJECT["project"]["optional-dependencies"]["dev"]) == {*groups["test"], *groups["lint"]}


def test_dependencies_have_floors_and_no_caps() -> None:
    assert all(">=" in entry and "<" not in entry and "==" not in entry for entry in PROJECT["project"]["dependencies"])
