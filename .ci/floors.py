"""Print the lowest versions of our dependencies that pyproject.toml declares, as pip's constraints."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
for dependency in project["dependencies"]:
    print(re.sub(r">=", "==", dependency))
