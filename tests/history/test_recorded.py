"""Checkers on journals of real servers: nobody looked inside them, only their messages and answers are known."""

from collections import Counter

import pytest

from fake_itop.history import History, check, of_lines
from tests.history.recorded import cases, lines

TRANSFERS = {case["name"]: case for case in cases("transfer")}
EXCHANGES = {case["name"]: case for case in cases("exchange")}

KEPT = [
    "1 identify: partner and state",
    "2 transfer is sent once",
    "3 push private log",
    "3 push before transfer does nothing",
    "4 feedback",
    "4 partner private log stays private",
    "4 conversation",
    "5 resolution",
    "whole exchange with tokens",
    "guard by user: whole exchange over rest",
    "offset: two tickets",
    "offset: close on both sides",
]


def history_of(name: str) -> History:
    return History(of_lines(lines({**TRANSFERS, **EXCHANGES}[name]), name))


def told(name: str) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(each.checker, each.what, each.evidence) for each in check(history_of(name))]


@pytest.mark.parametrize("name", KEPT)
def test_the_scenarios_of_two_real_servers_keep_all_promises(name: str) -> None:
    assert told(name) == []


@pytest.mark.parametrize(
    ("name", "written", "arrived"),
    [("3 push private log", 2, 2), ("4 conversation", 4, 4), ("offset: two tickets", 3, 3)],
)
def test_entries_are_read_from_messages(name: str, written: int, arrived: int) -> None:
    history = history_of(name)

    assert (len(history.written), len(history.arrived)) == (written, arrived)
    assert all(history.arrivals(entry) for entry in history.written)


def test_a_push_to_a_ticket_that_the_partner_deleted_is_lost() -> None:
    what = "'anyone there?' (written in private_log of ours) never arrived in public_log of partner"

    assert told("partner ticket deleted, then push") == [("entry-lost", what, (7,))]


def test_an_entry_that_fires_nothing_for_the_partners_own_account_is_lost() -> None:
    what = "'quiet' (written in private_log of ours) never arrived in public_log of partner"

    assert told("guard by user: acting as the partner account fires nothing") == [("entry-lost", what, (6,))]


def test_what_looks_like_markup_is_lost_on_its_way_between_real_servers() -> None:
    """The two final readings of this recording show it: the partner has `<tag>`, we have not."""
    what = "'é 漢 🎫 <tag>' (written in public_log of partner) arrived as 'é 漢 🎫'"

    assert told("quotes, newlines and markup survive") == [("entry-intact", what, (9, 11))]


def test_after_a_reopen_the_second_solution_is_refused() -> None:
    what = "partner has the solution 'Again', which ours does not hold"

    assert told("offset: reopen and resolve again") == [("resolution", what, (14,))]


def test_entries_from_before_the_transfer_arrive_with_the_header_of_the_log() -> None:
    what = "'hello' (written in private_log of ours) arrived as '========== : rest (2) ============ hello'"

    assert told("seed 5025") == [("entry-intact", what, (1, 5))]


def test_random_exchanges_of_real_servers_break_what_is_known_of_the_tutorial() -> None:
    found = Counter(each.checker for name in EXCHANGES for each in check(history_of(name)))

    assert found == {"entry-intact": 17, "entry-lost": 1, "resolution": 1}


@pytest.mark.parametrize("name", EXCHANGES)
def test_ids_are_mutual_wherever_an_answer_shows_them(name: str) -> None:
    history = history_of(name)

    assert history.transfers
    assert all(
        history.value_at_end("ours", transfer.ours, "remote_ticketid") == str(transfer.partner)
        for transfer in history.transfers
    )
