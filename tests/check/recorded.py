"""The requests of the recordings, with what a real iTop answered."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings"


def exchanges() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for file in sorted(RECORDINGS.glob("*.json")):
        cases = json.loads(file.read_text(encoding="utf-8"))
        for case in cases if isinstance(cases, list) else ():
            yield from ((step["request"], step["reply"]) for step in case["steps"] if step["do"] == "rest")
