"""PHP's conversions and loose comparisons."""

import math
from typing import Any

import pytest

from fake_itop.values.php_types import format_float, is_numeric, loose_empty, loose_equals, to_float, to_int, to_str


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12abc", 12), (" 12", 12), ("1e3", 1000), ("-1.9", -1), (".5", 0), ("abc", 0), ("", 0), ("0x1A", 0),
        (True, 1), (False, 0), (None, 0), (7, 7), (1.9, 1), (-1.9, -1), ([], 0), ([0], 1), ({"a": 1}, 1),
        (math.inf, 0), (math.nan, 0),
    ],
)  # fmt: skip
def test_an_integer_is_made_of_anything(value: Any, number: int) -> None:
    assert to_int(value) == number


def test_texts_beyond_64_bit_give_the_nearest_integer() -> None:
    assert (to_int("9" * 30), to_int("-" + "9" * 30), to_int("1e1000")) == (2**63 - 1, -(2**63), 2**63 - 1)


def test_floats_beyond_64_bit_lose_their_upper_bits() -> None:
    assert to_int(1e20) == 7766279631452241920


@pytest.mark.parametrize(("value", "number"), [("1.5x", 1.5), (True, 1.0), (2, 2.0), (0.5, 0.5), (None, 0.0)])
def test_a_float_is_made_of_anything(value: Any, number: float) -> None:
    assert to_float(value) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "1"), (False, ""), (None, ""), (12, "12"), ("x", "x"), ([], "Array"), ({"a": 1}, "Array"),
        (1.0, "1"), (0.1 + 0.2, "0.3"), (1e15, "1.0E+15"), (123456.75, "123456.75"), (0.00001, "1.0E-5"),
    ],
)  # fmt: skip
def test_a_text_is_made_of_anything(value: Any, text: str) -> None:
    assert to_str(value) == text


@pytest.mark.parametrize(("value", "text"), [(math.inf, "INF"), (-math.inf, "-INF"), (math.nan, "NAN"), (0.0, "0")])
def test_odd_floats_have_names(value: float, text: str) -> None:
    assert format_float(value) == text


@pytest.mark.parametrize("value", ["1", " 1", "1 ", "-1.5e3", ".5", "5.", 0, 1.5])
def test_numbers_and_their_texts_are_numeric(value: Any) -> None:
    assert is_numeric(value)


@pytest.mark.parametrize("value", ["", " ", "1x", "0x1A", "1e", ".", "--1", None, True, []])
def test_anything_else_is_not_numeric(value: Any) -> None:
    assert not is_numeric(value)


@pytest.mark.parametrize("value", [None, False, 0, 0.0, "", "0", [], {}])
def test_these_are_empty(value: Any) -> None:
    assert loose_empty(value)


@pytest.mark.parametrize("value", ["0.0", " ", "00", "false", 1, True, [0]])
def test_these_are_not_empty(value: Any) -> None:
    assert not loose_empty(value)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, "1"), ("1", "01"), ("10", "1e1"), (0, "0"), (None, ""), (None, 0), (None, False), (True, "x"), (False, "0"),
        (1, 1.0), ("a", "a"), ([1], {0: "1"}), (None, []), ("1.0", 1),
    ],
)  # fmt: skip
def test_these_are_loosely_equal(left: Any, right: Any) -> None:
    assert loose_equals(left, right)
    assert loose_equals(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [(0, "a"), (0, ""), ("abc", "ABC"), (None, "0"), (True, ""), ([1], [2]), ([], "Array"), ("1", "1x")],
)
def test_these_are_not_even_loosely_equal(left: Any, right: Any) -> None:
    assert not loose_equals(left, right)
    assert not loose_equals(right, left)
