"""Order and equality of texts in the database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.values.collation import compare, fold


@pytest.mark.parametrize(
    ("left", "right"),
    [("a", "A"), ("é", "E"), ("straße", "STRASSE"), ("x", "x  "), ("Ærø", "aero"), ("e\u0301", "é"), ("😀", "🎫")],
)
def test_case_accents_and_trailing_blanks_do_not_count(left: str, right: str) -> None:
    assert compare(left, right) == 0


@pytest.mark.parametrize(("left", "right"), [("a", "b"), (" x", "x"), ("a-b", "a b"), ("1", "01"), ("漢", "字")])
def test_different_texts_stay_different(left: str, right: str) -> None:
    assert compare(left, right) != 0
    assert compare(left, right) == -compare(right, left)


def test_marks_sort_before_digits_and_digits_before_letters() -> None:
    assert sorted(["b", "É", "A", "f", "1", "~", "_", " "], key=fold) == [" ", "_", "~", "1", "A", "b", "É", "f"]


@given(st.text())
def test_folding_twice_makes_no_difference_to_case(text: str) -> None:
    assert fold(text) == fold(text + " ")
