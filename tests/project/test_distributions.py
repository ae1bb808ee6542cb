"""The wheel and the sdist hold what a user needs, nothing else, and say what they are."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NOT_SHIPPED = {"build", "__pycache__"}
"""Folders in the package that generate what is shipped."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both, the wheel made from the sdist: so the sdist has all that it takes."""
    folder = tmp_path_factory.mktemp("dist")
    made = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(dist.glob("*.whl")))


@pytest.fixture(scope="module")
def sdist_names(dist: Path) -> set[str]:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_string(wheel.read(name).decode("utf-8"))


def _package() -> set[str]:
    """Every file of the package that git does not ignore."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "fake_itop"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split() if not NOT_SHIPPED & set(PurePosixPath(name).parts)}


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert shipped == _package()


@pytest.mark.parametrize(
    "name",
    [
        "py.typed",
        "access/default.toml",
        "configuration/example.toml",
        "datamodel/base/itop-3.2.xml",
        "findings/doctor.toml",
        "oql/grammar.lark",
        "check/schemas/published/core/create.json",
        "pytest_plugin/report.html.j2",
        "webconsole/static/htmx.min.js",
        "webconsole/templates/base.html.j2",
        "integration/design.xml",
        "integration/wirings/working.json",
    ],
)
def test_the_wheel_holds_what_is_read_at_run_time(wheel: zipfile.ZipFile, name: str) -> None:
    assert f"fake_itop/{name}" in wheel.namelist()


def test_the_sdist_holds_the_package_and_its_pages_and_no_tests(sdist_names: set[str]) -> None:
    folders = {name.partition("/")[0] for name in sdist_names if "/" in name}

    assert _package() <= sdist_names
    assert {"README.md", "LICENSE", "THIRD_PARTY.md", "CHANGELOG.md", "SECURITY.md", "docs/tutorial.md"} <= sdist_names
    assert folders == {"fake_itop", "docs"}
    assert not [name for name in sdist_names if name.startswith("tools/build/docs")]


def test_the_metadata_say_licence_python_and_what_it_is_for(metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {"Typing :: Typed", "Framework :: Pytest"} <= set(metadata.get_all("Classifier") or [])
    assert set(metadata.get_all("Provides-Extra") or []) == set(PROJECT["optional-dependencies"])
    assert str(metadata.get_payload()).startswith("# fake-itop")


def test_the_wheel_brings_the_command_and_the_plugin(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    points = wheel.read(name).decode("utf-8")

    assert "fake-itop = fake_itop.cli:main" in points
    assert "fake_itop = fake_itop.pytest_plugin" in points


def test_nobody_is_named_and_no_path_of_a_machine(metadata: Message) -> None:
    assert metadata["Author"] == "fake-itop contributors"
    assert metadata["Author-email"] is None
