"""Refusals are values: who wants to know what is wrong never reads a sentence of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fake_itop
from fake_itop.access import LoginFailedError
from fake_itop.check import TextKind, check
from fake_itop.findings import Page, pages
from fake_itop.notifications import CallbackError
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.objects.errors import ObjectError
from fake_itop.oql import OqlError
from fake_itop.values import reasons
from fake_itop.values.reasons import Reason, Words

PACKAGE = Path(fake_itop.__file__).parent
EDGE = PACKAGE / "values" / "reasons.py"
REQUESTS = [page for page in pages().values() if page.kind in (TextKind.REQUEST, TextKind.TEMPLATE, TextKind.OQL)]


def kinds(of: type[Reason] = Reason) -> Iterator[type[Reason]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_reasons_are_worded_in_one_module() -> None:
    assert {kind.__module__ for kind in kinds()} == {reasons.__name__}


READING = {"search", "match", "fullmatch", "findall", "finditer", "startswith", "endswith", "removeprefix", "partition"}
WORDED = ("error.message", "refusal.message", "refused.message", "str(error)", "str(refusal)", "str(refused)")


def readings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READING:
            said = ast.unparse(node)
            if any(words in said for words in WORDED):
                yield f"{path.relative_to(PACKAGE)}: {said}"


def comparisons(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if any(isinstance(side, ast.Attribute) and side.attr == "message" for side in sides):
            yield f"{path.relative_to(PACKAGE)}: {ast.unparse(node)}"


def test_nobody_compares_the_words_of_a_refusal() -> None:
    assert [said for path in sorted(PACKAGE.rglob("*.py")) for said in comparisons(path)] == []


@pytest.mark.parametrize("error", [ObjectError, OqlError, LoginFailedError, CallbackError, PreparationError])
def test_every_refusal_has_its_reason(error: type[Exception]) -> None:
    refusal: Any = error(Words("why"))
    assert (refusal.reason, str(refusal)) == (Words("why"), "why")


def test_nobody_looks_for_something_in_the_words_of_a_refusal() -> None:
    assert [said for path in sorted(PACKAGE.rglob("*.py")) if path != EDGE for said in readings(path)] == []


@pytest.mark.parametrize("page", REQUESTS, ids=lambda page: page.code)
def test_other_words_change_no_finding(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> list[tuple[str, str, int]]:
        return [(each.code, each.pointer, each.column) for each in check(page.example, kind=page.kind).findings]

    before = found()
    for kind in kinds():
        monkeypatch.setattr(kind, "__str__", lambda self: f"other words of {type(self).__name__}")
    assert found() == before
