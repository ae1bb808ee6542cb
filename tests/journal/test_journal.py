"""The journal's rows: bounded, numbered, forgotten and restored for each instance alone."""

import json
from typing import Any

from fake_itop.journal import Journal, Message, MessageKind, Traffic
from tests.network.stub import NOON, arriving


def fill(journal: Journal, *instances: str, body: Any = b"x") -> None:
    for instance in instances:
        journal.append(Message(journal.next_seq(), NOON, instance, MessageKind.REQUEST, arriving(body), None, 0))


def numbers(journal: Journal, instance: str | None = None) -> Any:
    return [row.seq for row in journal.rows(instance)]


def test_numbers_start_at_one_and_run_across_instances() -> None:
    journal = Journal()
    fill(journal, "ours", "partner", "ours")

    assert numbers(journal) == [1, 2, 3]
    assert numbers(journal, "ours") == [1, 3]


def test_the_oldest_rows_go_when_there_are_too_many_and_it_is_told() -> None:
    journal = Journal(max_rows=2)
    fill(journal, "ours", "ours", "ours")

    assert numbers(journal) == [2, 3]
    assert journal.to_json()["dropped"] == 1


def test_the_oldest_rows_go_when_their_bodies_are_too_large_but_the_last_stays() -> None:
    journal = Journal(max_bytes=10)
    fill(journal, "ours", "ours", body=b"123456")
    fill(journal, "ours", body=b"x" * 100)

    assert numbers(journal) == [3]


def test_forgetting_one_instance_leaves_the_other() -> None:
    journal = Journal()
    fill(journal, "ours", "partner")
    journal.forget("ours")

    assert numbers(journal) == [2]


def test_numbers_start_anew_when_all_is_forgotten() -> None:
    journal = Journal()
    fill(journal, "ours", "partner")
    journal.forget("ours")
    journal.forget("partner")
    fill(journal, "ours")

    assert numbers(journal) == [1]


def test_restoring_both_instances_lets_numbers_go_on_as_they_did() -> None:
    journal = Journal()
    fill(journal, "ours", "partner")
    kept = {name: journal.rows(name) for name in ("ours", "partner")}
    fill(journal, "partner", "ours")
    for name, rows in kept.items():
        journal.restore(name, rows)
    fill(journal, "partner")

    assert numbers(journal) == [1, 2, 3]


def test_a_watcher_is_told_of_each_message_and_of_its_answer_while_it_watches() -> None:
    journal, told = Journal(), []
    with journal.watched(told.append):
        fill(journal, "ours")
        (message,) = journal.rows()
        journal.answered(message, None)
    fill(journal, "ours")

    assert told == [message, message]


def test_headers_addresses_and_acts_count_as_bytes_too() -> None:
    traffic = Traffic(Journal(max_bytes=1_000))
    for _ in range(5):
        traffic.acts("ours", NOON, MessageKind.CONSOLE, {"fields": {"title": "x" * 600}})

    assert len(traffic.journal) == 1


def test_the_journal_is_written_in_pieces_of_a_row_each() -> None:
    traffic = Traffic()
    for _ in range(3):
        traffic.acts("ours", NOON, MessageKind.CONSOLE, {})
    traffic.acts("ours", NOON, MessageKind.CRON, {})
    pieces = list(traffic.journal.pieces("ours", {MessageKind.CONSOLE}))

    assert len(pieces) == 5
    rows = [row for row in traffic.journal.to_json()["messages"] if row["kind"] == "console"]
    assert json.loads("".join(pieces)) == {**traffic.journal.to_json(), "messages": rows}
