"""What the lowest versions are that we declare, and that they are tested."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_dependency_has_a_floor_that_the_continuous_integration_installs() -> None:
    printed = subprocess.run([sys.executable, ".ci/floors.py"], capture_output=True, text=True, check=True, cwd=ROOT)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]

    assert printed.stdout.splitlines() == [dependency.replace(">=", "==") for dependency in declared]
    assert all(">=" in dependency for dependency in declared)
    assert ".ci/floors.py" in (ROOT / ".ci/run").read_text("utf-8")
