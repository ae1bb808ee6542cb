"""Valid payloads broken at random: nothing crashes, and what Python's parser sees is reported on its line.

``FAKE_ITOP_MANY=10000 pytest tests/check/test_mutations.py`` tries that many in place of the usual few.
"""

import json
import os
import random
from pathlib import Path

import pytest

from fake_itop.check import TextKind, check

DATA = Path(__file__).parent / "data"
MANY = int(os.environ.get("FAKE_ITOP_MANY", "400"))
SEEDS = 4
SIGNS = "\",{}[]:\n\\a1 \t“→$/\x01-e'#"
BASES = (
    (DATA / "tutorial-feedback.json").read_text(encoding="utf-8").replace('d$"\n', 'd$",\n'),
    (DATA / "tutorial-create.json").read_text(encoding="utf-8").replace('$"\n    "', '$",\n    "'),
    (DATA / "valid-template.json").read_text(encoding="utf-8"),
    (DATA / "valid-reply.json").read_text(encoding="utf-8"),
    '[1, -2.5, [true, false, null],\n {"a": {"b": []}}]',
)


def mutated(chance: random.Random) -> str:
    text = chance.choice(BASES)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(text) + 1)
        longer = at + chance.randrange(1, 20)
        sign, from_elsewhere = chance.choice(SIGNS), chance.randrange(len(text) + 1)
        part = text[from_elsewhere : from_elsewhere + chance.randrange(1, 20)]
        text = chance.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + sign + text[at:],
                text[:at] + sign + text[at + 1 :],
                text[:at] + text[longer:],
                text[:at] + part + text[at:],
                text[:at] + text[at:].replace('"', sign, 1),
            )
        )
    return text


def line_of_error(text: str) -> int | None:
    """Where Python's parser stops."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    return None


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_syntax_error_is_on_its_line(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret comes of it
    for _ in range(MANY // SEEDS):
        text = mutated(chance)
        lines = {finding.line for finding in check(text, kind="template").findings}
        assert line_of_error(text) in {None, *lines}, f"seed {seed}: {text!r}"


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_kind_is_beyond_a_judgement(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret comes of it
    for _ in range(MANY // SEEDS // 2):
        text = mutated(chance)
        for kind in (None, chance.choice(list(TextKind))):
            report = check(text, kind=kind)
            lines = text.split("\n")
            for finding in report.findings:
                assert 1 <= finding.line <= len(lines), f"seed {seed}: {text!r}"
                assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, f"seed {seed}: {text!r}"
