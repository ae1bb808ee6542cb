"""Whoever reads what comes from outside takes time that grows with its length, however mean it is: linear, by test.

Steps are counted, not seconds: the lines of ours that are run for once, twice and four times the input. What runs in
C (regular expressions, parsers of others) has no lines: for that a megabyte is read within the time that a test has,
in which anything that grows with the square would not come to its end, unless its budget ends it.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest

from fake_itop.check import json_text
from fake_itop.check.captured import packed
from fake_itop.datamodel.reader import Design
from fake_itop.datamodel.reader import parse as parse_design
from fake_itop.datamodel.tree import DesignError
from fake_itop.integration import wiring
from fake_itop.journal import mask_text
from fake_itop.oql.errors import OqlError
from fake_itop.oql.parser import parse_query
from fake_itop.rest.parameters import read_parameters
from fake_itop.state import StateError, read_document
from fake_itop.values.budget import BudgetExceededError, Limits, budgeted
from fake_itop.values.html import sanitize, to_text
from fake_itop.values.http import FORM, HttpRequest
from fake_itop.values.php_json import decode

Read = Callable[[str], object]


def form(text: str) -> object:
    return read_parameters(HttpRequest("POST", "/rest.php", (("Content-Type", FORM),), text.encode()))


def multipart(text: str) -> object:
    kind = ("Content-Type", "multipart/form-data; boundary=B")
    return read_parameters(HttpRequest("POST", "/rest.php", (kind,), text.encode()))


def query(text: str) -> object:
    return read_parameters(HttpRequest("GET", f"/rest.php?{text}"))


def oql(text: str) -> object:
    return parse_query(f"SELECT Person WHERE {text}")


def state(text: str) -> object:
    return read_document(text, "given.json")


def html(text: str) -> object:
    return to_text(sanitize(text))


def design(text: str) -> object:
    return parse_design(Design("given.xml", text.encode()))


def a_wiring(text: str) -> object:
    return wiring.parse(text.encode(), "given.toml")


PART = '--B\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
SEEDS: dict[Read, list[str]] = {
    form: ["a[]=1&", "&", "=", "a[b][c]=1&", "[", "a[", "%", "+", "a.b=1&", "a%5B%5D=1&"],
    query: ["a[]=1&", "?", "a"],
    multipart: ["--B\r\n", PART, PART + "x\r\n", "\r\n--", "\r\n", "-"],
    decode: ['"', '\\"', "[", '{"a":', "[1,", "TRUE,", '"\\u007f"', '"\\ud800",', "-", "1"],
    oql: ["(", "id=1 OR ", "'", "`a`", ":a->", "SELECT ", "NOT ", "-", "1,", "a.", " UNION SELECT A"],
    html: ["<", "<1", "&", "&amp;", "<a href='x'>x</a> ", "<p>", "a<br>", "</b>", "<!--", "<a b ", " \t"],
    mask_text: [
        "?",
        "?[",
        'name="token"\r\n\r\n',
        '"token":"',
        "token=",
        "://a:",
        "\\",
        '"\\',
        "%22%5C",
        "&token=1",
        "where token IN ('",
        "where token='",
    ],
    design: ["<a>", "<a", "<!--", "<![CDATA[", "&amp;", "<a b='1' ", "<?a ", "]]>"],
    a_wiring: ["[[step]]\n", "a.", "[a", '"', "'''", "a=1\n", "[", "{a="],
    state: ["[", '{"a":', '"', "\\"],
    json_text.read: ['"', "[", '{"a":', "\\", "1,", "$this->a$", "'", "tru "],
    packed: ["%", "&", "a=1&", "+"],
}
CASES = [pytest.param(read, seed, id=f"{read.__name__}-{seed!r}") for read, seeds in SEEDS.items() for seed in seeds]
BASE = 4_000
SLACK = 1.3
"""Fixed costs and rounding."""
LONG = 1_000_000


def reading(read: Read, seed: str, length: int) -> None:
    """Read so much of it; that it is refused is an answer, too."""
    text = (seed * (length // len(seed) + 1))[:length]
    with suppress(OqlError, DesignError, StateError, wiring.WiringError, ValueError, RecursionError):
        read(text)


def steps(read: Read, seed: str, length: int) -> int:
    """How many lines of ours are run."""
    counted = 0

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal counted
        if "fake_itop" not in frame.f_code.co_filename:
            return None
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        reading(read, seed, length)
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize(("read", "seed"), CASES)
def test_four_times_the_input_takes_at_most_four_times_the_steps(read: Read, seed: str) -> None:
    reading(read, seed, BASE)  # what is made once is made now
    once, twice, four_times = (steps(read, seed, BASE * factor) for factor in (1, 2, 4))

    assert twice <= once * 2 * SLACK + 50
    assert four_times <= once * 4 * SLACK + 50


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("read", "seed"), CASES)
def test_a_megabyte_comes_to_its_end(read: Read, seed: str) -> None:
    with budgeted(Limits()), suppress(BudgetExceededError):
        reading(read, seed, LONG)
