"""Form parameters as PHP unpacks them."""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.values.php_form import MAX_VARIABLES, nest, parse_query


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a", {"a": ""}),
        ("a=1&&b=2&", {"a": "1", "b": "2"}),
        ("a=1=2", {"a": "1=2"}),
        ("a=x+y%20z%2B", {"a": "x y z+"}),
        ("a=%C3%A9%FF", {"a": "é\udcff"}),
        ("a=100%", {"a": "100%"}),
        ("=1&a=2", {"a": "2"}),
    ],
)
def test_an_urlencoded_text_is_taken_apart(text: str, parameters: dict[str, Any]) -> None:
    assert parse_query(text) == parameters


@pytest.mark.parametrize("shift", range(4))
def test_a_long_text_is_decoded_in_pieces_that_part_no_escaped_byte(shift: int) -> None:
    value = "x" * shift + "é;\udcff" * 40_000
    assert parse_query(urlencode({"a": value}, errors="surrogateescape")) == {"a": value}


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("json_data[operation]=list_operations", {"json_data": {"operation": "list_operations"}}),
        ("a[]=x&a[]=y", {"a": {0: "x", 1: "y"}}),
        ("a[5]=x&a[]=y", {"a": {5: "x", 6: "y"}}),
        ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        ("a=1&a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=1&a=2", {"a": "2"}),
        ("a[b]rest=1", {"a": {"b": "1"}}),
        ("a[b][c=1", {"a": {"b": "1"}}),
    ],
)
def test_brackets_nest(text: str, parameters: dict[str, Any]) -> None:
    assert parse_query(text) == parameters


@pytest.mark.parametrize(
    ("name", "key"), [("a.b", "a_b"), ("a b", "a_b"), (" a", "a"), ("a[b.c", "a_b_c"), ("a[", "a_")]
)
def test_names_lose_what_php_variables_cannot_hold(name: str, key: str) -> None:
    assert nest([(name, "1")]) == {key: "1"}


def test_keys_in_brackets_keep_their_dots() -> None:
    assert nest([("a[b.c]", "1")]) == {"a": {"b.c": "1"}}


def test_of_equal_names_the_last_wins_at_the_first_place() -> None:
    assert list(nest([("a", "1"), ("b", "2"), ("a", "3")]).items()) == [("a", "3"), ("b", "2")]


@pytest.mark.parametrize("name", ["", "[a]", "a" + "[b]" * 65])
def test_names_that_php_ignores_are_ignored(name: str) -> None:
    assert nest([(name, "1")]) == {}


def test_what_comes_after_the_last_variable_that_php_reads_is_dropped() -> None:
    variables = parse_query("a[]=1&" * (MAX_VARIABLES - 1) + "last=1&late=1")

    assert len(variables["a"]) == MAX_VARIABLES - 1
    assert "last" in variables
    assert "late" not in variables


@given(st.text(st.sampled_from("ab0[]=&%+. "), max_size=30))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert isinstance(parse_query(text), dict)
