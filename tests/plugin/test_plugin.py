"""The plugin in runs that do not need it, its options and its report."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.plugin.conftest import Run

ROOT = Path(__file__).parents[2]


def test_it_imports_nothing_of_fake_itop_before_a_fixture_is_asked_for() -> None:
    code = "import sys, fake_itop.pytest_plugin; print([name for name in sys.modules if name.startswith('fake_itop.')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert result.stdout.strip() == "['fake_itop.pytest_plugin']"


def test_it_is_an_entry_point_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["entry-points"]["pytest11"] == {"fake_itop": "fake_itop.pytest_plugin"}


def test_tests_that_ask_for_no_fixture_are_left_alone(run: Run) -> None:
    result = run("""
        import sys

        def test_it():
            assert True
    """)

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*iTop*")


def test_its_markers_are_known(run: Run) -> None:
    result = run("", "--markers")

    result.stdout.fnmatch_lines(["@pytest.mark.itop(*", "@pytest.mark.itop_allow(*"])


SEEDED = """
    def test_it(itop):
        print("drawn", itop.itop.random.random())
"""


def drawn(result: pytest.RunResult) -> str:
    return next(line for line in result.outlines if line.startswith(("drawn", "test_it.py drawn")))


def test_chance_repeats_with_the_same_seed_and_differs_with_another(run: Run) -> None:
    first, second, other = (
        drawn(run(SEEDED, "-s", f"--itop-seed={seed}", "-p", "no:cacheprovider")) for seed in (1, 1, 2)
    )

    assert first == second != other


def test_the_configuration_file_gives_what_the_command_line_does_not(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nitop_wiring = none")
    result = run("def test_it(itop_pair):\n    assert itop_pair.ours.find('ActionWebhook') == []")

    result.assert_outcomes(passed=1)


def test_a_marker_wires_one_test_in_another_way(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.itop(wiring=None)
        def test_apart(itop_pair):
            assert itop_pair.ours.find("ActionWebhook") == []

        @pytest.mark.itop(wiring="tutorial")
        def test_tutorial(itop_pair):
            assert itop_pair.ours.find("ActionWebhook")
    """)

    result.assert_outcomes(passed=2)


@pytest.mark.parametrize("more", [(), ("-p", "xdist.plugin", "-n", "2")])
def test_the_report_shows_the_exchange_of_each_test(run: Run, pytester: pytest.Pytester, more: tuple[str, ...]) -> None:
    run(
        """
        def test_good(itop_pair):
            itop_pair.ours.ticket(title="<script>")

        def test_bad(itop):
            itop.assert_state(itop.ticket(), "closed")
        """,
        "--itop-report=report.html",
        *more,
        apart=bool(more),
    )
    page = (pytester.path / "report.html").read_text("utf-8")

    assert "1 of 2 tests failed" in page
    assert "test_it.py::test_bad: failed" in page
    assert "<svg" in page
    assert "<script>" not in page
