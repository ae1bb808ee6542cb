"""What a text takes of the object that sets off its action is read by the rule by which it is expanded."""

import pytest

from fake_itop.notifications.placeholders import forms_in, only_form, verb_and_code, with_forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("$this->title$ of $this->org_id->name$", ["title", "org_id->name"]),
        ("$this-&gt;head(private_log)$", ["head(private_log)"]),
        ("%24this->title%24", ["title"]),
        ("$this.title$ $other->title$ $this->title", []),
        (7, []),
    ],
)
def test_forms_are_those_that_would_be_expanded(text: object, forms: list[str]) -> None:
    assert forms_in(text) == forms


@pytest.mark.parametrize(
    ("text", "form"), [(" $this-&gt;id$\n", "id"), ("no $this->id$", None), ("$this->a$$this->b$", None), (7, None)]
)
def test_a_text_may_be_nothing_but_one_form(text: object, form: str | None) -> None:
    assert only_form(text) == form


def test_a_form_has_a_verb_or_none() -> None:
    assert verb_and_code("head(log)") == ("head", "log")
    assert verb_and_code("org_id->name") == ("", "org_id->name")


def test_other_texts_take_the_place_of_forms() -> None:
    assert with_forms("ref = '$this->ref$'", str.upper) == "ref = 'REF'"
