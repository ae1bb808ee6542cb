"""The page of ``--itop-report``: what went over the wire in each test that had instances."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import pytest
from jinja2 import Environment, PackageLoader
from markupsafe import Markup


class Report:
    """Collects what the tests of a run exchanged, also those that ran in other processes, and writes it at the end.

    Args:
        path: where it is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tests: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, config: pytest.Config) -> Self:
        """The report that the options ask for.

        Raises:
            pytest.UsageError: its folder is not there.
        """
        path = Path(config.getoption("itop_report") or str(config.getini("itop_report")))
        if not path.parent.is_dir():
            raise pytest.UsageError(f"--itop-report {path}: there is no folder {path.parent}")
        return cls(path)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test exchanged, and whether it failed."""
        record = getattr(report, "itop_exchange", None)
        if record is not None:
            self._tests[report.nodeid] = {**record, "outcome": report.outcome}
        elif report.failed and report.nodeid in self._tests:
            self._tests[report.nodeid]["outcome"] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the page, in the process that reports."""
        if not hasattr(session.config, "workerinput"):
            self._path.write_text(self.page(), "utf-8")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say where it is."""
        terminalreporter.write_line(f"iTop exchanges: {self._path}")

    def page(self) -> str:
        """The page, complete in itself; all values are shown as text, and secrets are masked as in the journal."""
        environment = Environment(loader=PackageLoader("fake_itop.pytest_plugin", "."), autoescape=True)
        tests = [
            {"name": name, **test, "drawings": [Markup(each) for each in test["drawings"] if each]}  # noqa: S704 - escaped where drawn
            for name, test in sorted(self._tests.items())
        ]
        return environment.get_template("report.html.j2").render(tests=tests)
