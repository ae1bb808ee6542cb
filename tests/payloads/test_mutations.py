"""Valid payloads broken at random: nothing crashes, and what Python's parser sees is reported on its line."""

import json
import random
from pathlib import Path

import pytest

from fake_itop.payloads import check

BASE = (
    (Path(__file__).parent / "data" / "tutorial-feedback.json").read_text(encoding="utf-8").replace('d$"\n', 'd$",\n')
)
SIGNS = "\",{}[]:\n\\a1 \t“→$/\x01-e'#"


def mutated(chance: random.Random) -> str:
    text = BASE
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(text))
        longer = at + chance.randrange(1, 20)
        sign = chance.choice(SIGNS)
        text = chance.choice((text[:at] + text[at + 1 :], text[:at] + sign + text[at:], text[:at] + text[longer:]))
    return text


def line_of_error(text: str) -> int | None:
    """Where Python's parser stops."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    return None


@pytest.mark.parametrize("seed", range(4))
def test_every_syntax_error_is_on_its_line(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret comes of it
    for _ in range(250):
        text = mutated(chance)
        lines = {finding.line for finding in check(text, kind="template", designs=["transfer"]).findings}
        assert line_of_error(text) in {None, *lines}, text
