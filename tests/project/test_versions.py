"""Which rule holds since which version stands in `fake_itop.profiles`, and nobody else asks for versions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "fake_itop"
ELSEWHERE = [path for path in sorted(ROOT.rglob("*.py")) if "profiles" not in path.relative_to(ROOT).parts]
_NUMBER = re.compile(r"\d+(\.\d+)+")
_REST_VERSIONS = "rest/endpoint.py"
"""Compares the versions of the REST API, which a request names."""


def asked(tree: ast.AST) -> Iterator[str]:
    """Where code compares something with the number of a version, or makes a version of it."""
    for node in ast.walk(tree):
        terms: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            terms = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "of" and ast.unparse(node.func.value) == "Version":
                yield f"line {node.lineno}: {ast.unparse(node)}"
            terms = list(node.args) if node.func.attr in ("variant", "startswith") else []
        elif isinstance(node, ast.Subscript) and ast.unparse(node.slice).startswith("Component."):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        for term in terms:
            if isinstance(term, ast.Constant) and isinstance(term.value, str) and _NUMBER.fullmatch(term.value):
                yield f"line {node.lineno}: {ast.unparse(node)}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ELSEWHERE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_rule_is_asked_for_by_a_version_outside_the_profiles(path: Path) -> None:
    if str(path.relative_to(ROOT)) != _REST_VERSIONS:
        assert list(asked(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "profile.name == '3.1'",
        "if '3.0' <= profile.name: pass",
        "side.variant(rule).since == '1.3.2'",
        "has.variant(rule, '1.4')",
        "Version.of('3.1') < own",
        "profile.versions[Component.ITOP] < other",
    ],
)
def test_asking_by_a_version_is_noticed(code: str) -> None:
    assert len(list(asked(ast.parse(code)))) == 1
