"""Cases with other texts: what is renamed, what stays, and that it is done alike everywhere in a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.corpus import Case, Corpus
from conformance.renaming import Renaming, renaming


def a_corpus(*steps: dict[str, Any], given: tuple[dict[str, Any], ...] = ()) -> Corpus:
    """A corpus of one case."""
    return Corpus([Case("area", "name", "given", steps)], {"given": given}, Path(), {"rest": ("rest", "Secret")}, "")


def a_step(fields: dict[str, Any], reply: Any) -> dict[str, Any]:
    return {"do": "rest", "to": "ours", "request": {"class": "Person", "fields": fields}, "reply": {"json": reply}}


def renamed(*steps: dict[str, Any], reserved: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    corpus = a_corpus(*steps)
    return list(renaming(corpus, reserved, seed=7).corpus(corpus).cases[0].steps)


def test_a_word_is_renamed_alike_in_request_and_reply() -> None:
    (step,) = renamed(a_step({"name": "Zanzibar"}, {"message": "no Zanzibar, zanzibar@x.example"}))
    new = step["request"]["fields"]["name"]

    assert new != "Zanzibar"
    assert step["reply"]["json"]["message"] == f"no {new}, {new.lower()}@x.example"


def test_length_and_alphabetical_order_stay() -> None:
    words = ["Abba", "Abbot", "Abracadabra", "Zanzibar", "Zebra"]
    (step,) = renamed(a_step({"title": " ".join(words)}, {}))
    new = step["request"]["fields"]["title"].split()

    assert [len(word) for word in new] == [len(word) for word in words]
    assert new == sorted(new)
    assert new != words


def test_a_word_in_the_middle_of_a_sentence_of_itop_stays_though_somebody_wrote_it() -> None:
    (step,) = renamed(a_step({"title": "Words about it"}, {"message": "More information about the issues"}))

    assert step["reply"]["json"]["message"] == "More information about the issues"


@pytest.mark.parametrize(
    "text",
    [
        "<blockquote>",
        "{{ours.url}}",
        "https://somewhere.example",
        "&nbsp;",
        "some_code",
        "abc",
    ],
)
def test_what_is_no_plain_word_stays(text: str) -> None:
    (step,) = renamed(a_step({"description": text}, {}))

    assert step["request"]["fields"]["description"] == text


def test_a_word_of_itop_stays() -> None:
    (step,) = renamed(a_step({"status": "production"}, {}), reserved=("production",))

    assert step["request"]["fields"]["status"] == "production"


def test_a_word_that_itop_said_first_stays() -> None:
    steps = renamed(a_step({"name": "Wrong"}, {}), a_step({}, {"message": "Wrong format"}))
    first = a_corpus(a_step({"name": "Wrong"}, {}))
    other = a_corpus(a_step({}, {"message": "Wrong format"}))
    both = Corpus([*first.cases, *other.cases], first.givens, Path(), {}, "")

    assert steps[0]["request"]["fields"]["name"] != "Wrong"  # in this case it had been said before
    assert "wrong" not in renaming(both, (), seed=7).words


def test_a_text_quoted_in_json_urls_and_hex_is_renamed_too() -> None:
    quoted = {
        "json": "say \\nZanzibar",
        "url": "name%3D%27Zanzibar%27",
        "hex": "(print_r+bin2hex): " + b"Zanzibar".hex(),
    }
    (step,) = renamed(a_step({"name": "Zanzibar"}, quoted))
    new, reply = step["request"]["fields"]["name"], step["reply"]["json"]

    assert reply["json"] == f"say \\n{new}"
    assert reply["url"] == f"name%3D%27{new}%27"
    assert reply["hex"] == "(print_r+bin2hex): " + new.encode().hex()


def test_dates_move_away_from_today_by_a_leap_cycle() -> None:
    dates = Renaming({}, {"2024": "2020", "2030": "2034"})

    assert dates.text("2024-02-30 00:00:00, 2030-01-01, R-002024") == "2020-02-30 00:00:00, 2034-01-01, R-002024"


def test_names_of_members_stay() -> None:
    assert Renaming({"title": "tippy"}, {}).value({"title": ["Title"]}) == {"title": ["Tippy"]}


def test_one_seed_gives_one_renaming() -> None:
    corpus = a_corpus(a_step({"name": "Zanzibar Mandalay Xanadu"}, {}))

    assert renaming(corpus, (), seed=3) == renaming(corpus, (), seed=3)
    assert renaming(corpus, (), seed=3) != renaming(corpus, (), seed=4)
