"""Runs of pytest within a test, with the plugin and no other that is not named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a file of tests with some arguments, which name the other plugins; ``apart`` in a process of its own."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))

    def ran(tests: str, *arguments: str, conftest: str = "", apart: bool = False) -> pytest.RunResult:
        pytester.makepyfile(test_it=tests)
        if conftest:
            pytester.makeconftest(conftest)
        begin = pytester.runpytest_subprocess if apart else pytester.runpytest_inprocess
        return begin("-p", "fake_itop.pytest_plugin", "-Werror", *arguments)

    return ran
