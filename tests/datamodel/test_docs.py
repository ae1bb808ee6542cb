"""The examples of docs/datamodel.md load as they stand."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_itop.datamodel import Datamodel

PAGE = (Path(__file__).parents[2] / "docs" / "datamodel.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```xml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_loads_and_nothing_is_read_past(with_delta: Callable[[str], Datamodel], example: str) -> None:
    assert with_delta(example).notes == ()


def test_the_example_in_python_says_what_is_so() -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    setup, *shown = re.split(r"^(?=request\.)", example, flags=re.MULTILINE)
    names: dict[str, object] = {}
    exec(setup, names)  # noqa: S102 - our own page

    for line in shown:
        expression, _, value = line.strip().partition("  # ")
        assert repr(eval(expression, names)) == value  # noqa: S307 - our own page
