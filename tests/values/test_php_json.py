"""JSON as PHP writes and reads it."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.values.php_json import MAX_DEPTH, PhpJsonError, decode, encode

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = TEXTS.filter(lambda name: not name.lstrip("-").isdigit())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner, min_size=1),  # PHP has one empty array, not two
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a/b", r'"a\/b"'),
        ("é", r'"\u00e9"'),
        ("😀", r'"\ud83d\ude00"'),
        ("\x7f", '"\x7f"'),
        ("\\\x7f\\u007f", '"\\\\\x7f\\\\u007f"'),
        ('"\t\n', r'"\"\t\n"'),
        ([1, True, None, "x"], '[1,true,null,"x"]'),
        ({"code": 0, "message": None}, '{"code":0,"message":null}'),
    ],
)
def test_texts_and_structures_are_written_as_php_writes_them(value: Any, text: str) -> None:
    assert encode(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "[]"),
        ({"objects": {}}, '{"objects":[]}'),
        ({0: "a", 1: "b"}, '["a","b"]'),
        ({1: "b"}, '{"1":"b"}'),
        ({1: "b", 0: "a"}, '{"1":"b","0":"a"}'),
        ({"text": "{}", "n": {0: 1}}, '{"text":"{}","n":[1]}'),
    ],
)
def test_a_php_array_is_a_list_where_its_keys_count_from_0(value: Any, text: str) -> None:
    assert encode(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.1, "0.1"), (1e25, "1.0e+25"), (1.5e-7, "1.5e-7"), (1e16, "10000000000000000"), (-0.0, "-0.0")],
)
def test_floats_are_written_as_short_as_they_read_back(value: float, text: str) -> None:
    assert encode(value) == text
    assert encode([value, "x"]) == f'[{text},"x"]'


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, "\ud800", {"a": ["\udfff"]}])
def test_what_php_cannot_write_is_refused(value: Any) -> None:
    with pytest.raises(PhpJsonError, match="cannot be written as JSON"):
        encode(value)


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert decode(encode(value)) == value


def test_of_equal_names_the_last_value_stands_at_the_first_place() -> None:
    assert list(decode('{"a": 1, "b": 2, "a": 3}').items()) == [("a", 3), ("b", 2)]


def test_integer_like_names_are_ints_as_in_php_arrays() -> None:
    assert decode('{"1": 0, "-2": 0, "01": 0, "-0": 0, "1.5": 0}') == {1: 0, -2: 0, "01": 0, "-0": 0, "1.5": 0}


@pytest.mark.parametrize(
    ("text", "value"),
    [("TRUE", True), ("[Null, FALSE]", [None, False]), ('{"A": True, "TRUE": 1}', {"A": True, "TRUE": 1})],
)
def test_literals_may_be_written_in_capitals(text: str, value: Any) -> None:
    assert decode(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("9223372036854775807", 2**63 - 1), ("9223372036854775808", 2.0**63), ("1" + "0" * 30, 1e30), ("-0", -0.0)],
)
def test_integers_that_64_bit_cannot_hold_are_floats(text: str, value: float) -> None:
    assert repr(decode(text)) == repr(value)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "not json", "[1,]", '{"a":1,}', "{'a':1}", "\ufeff1", "NaN", "-Infinity", '"\x01"', '"\n"', "01",
        "1 2", r'"\ud800"', r'"\udc00"', r'["\ud83dx"]', "\ud800", '"\ud800"', b'"\xff"', b"\xef\xbb\xbf1",
    ],
)  # fmt: skip
def test_what_php_cannot_read_is_refused_in_one_line(text: str | bytes) -> None:
    with pytest.raises(PhpJsonError, match=r"\Anot valid JSON: [^\n]+\Z"):
        decode(text)


def test_511_levels_can_be_read_and_no_more() -> None:
    assert decode("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(PhpJsonError, match="nested deeper than 511"):
        decode("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


@pytest.mark.parametrize("level", ["[", '{"a":', '{"a":['])
def test_endless_nesting_is_an_error_like_any_other(level: str) -> None:
    with pytest.raises(PhpJsonError):
        decode(level * 10_000)


def test_brackets_in_texts_are_no_nesting() -> None:
    assert decode('"' + "[" * 10_000 + '"') == "[" * 10_000


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    with suppress(PhpJsonError):
        decode(text)
