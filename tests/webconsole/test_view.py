"""All of a page's state is in its address, and nothing else can be."""

from __future__ import annotations

import pytest

from fake_itop.webconsole.view import View

SIDES = ("ours", "partner")


def test_a_view_is_read_from_its_address_and_written_back() -> None:
    view = View.of(SIDES, "ours=UserRequest%3A%3A3&partner-form=edit&message=12")

    assert (view.ticket("ours"), view.form("partner"), view.number("message")) == (("UserRequest", 3), "edit", 12)
    assert View.of(SIDES, view.to().removeprefix("/?")).query == view.query


def test_showing_a_ticket_keeps_the_other_side_and_drops_the_notice() -> None:
    view = View.of(SIDES, "partner=UserRequest%3A%3A4&partner-form=edit&ours-form=ev_assign&notice=7")

    assert view.show("ours", "UserRequest::1") == (
        "/?partner=UserRequest%3A%3A4&partner-form=edit&ours=UserRequest%3A%3A1"
    )


def test_what_is_no_part_of_a_view_is_dropped() -> None:
    assert View.of(SIDES, "evil=//x.example&theirs=1&ours=").to() == "/"


@pytest.mark.parametrize(
    "text", ["UserRequest", "UserRequest::", "UserRequest::-1", "UserRequest::x", "::1" + "0" * 20]
)
def test_what_names_no_ticket_shows_none(text: str) -> None:
    assert View(SIDES, {"ours": text}).ticket("ours") is None


@pytest.mark.parametrize("text", ["", "-1", "x", "1" * 30, "1.5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert View(SIDES, {"message": text}).number("message") is None
