"""Promises about the two tickets of a transfer: that they are two, and what becomes of their states."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.history import entries
from fake_itop.history.history import History, Transfer
from fake_itop.history.rows import Row
from fake_itop.history.texts import carries, of_html
from fake_itop.history.violation import Violation
from fake_itop.history.writes import Write


def one_partner_ticket(history: History) -> Iterator[Violation]:
    """Transfers that made several tickets, or tickets that do not know each other."""
    for ours in sorted({transfer.ours for transfer in history.transfers}):
        made = [transfer for transfer in history.transfers if transfer.ours == ours]
        seqs = tuple(transfer.seq for transfer in made)
        if len(made) > 1:
            keys = ", ".join(str(transfer.partner) for transfer in made)
            yield Violation(f"our ticket {ours} has become {len(made)} tickets at the partner: {keys}", seqs)
        elif not _are_mutual(history, made[0]):
            yield Violation(
                f"our ticket {ours} and the partner's {made[0].partner} do not name each other", seqs, rank=1
            )


def _are_mutual(history: History, transfer: Transfer) -> bool:
    terms = history.terms
    here = _names(history, terms.ours, transfer.ours, transfer.partner)
    there = _names(history, terms.partner, transfer.partner, transfer.ours)
    return here and there


def _names(history: History, instance: str, key: int, other: int) -> bool:
    """Whether a ticket holds another's id; where nobody could look and nothing told, nobody is blamed."""
    value = history.value_at_end(instance, key, history.terms.remote_id)
    return not history.looks_into(instance) if value is None else value == str(other)


def lifecycle(history: History) -> Iterator[Violation]:
    """States that no transition leads to."""
    code = history.terms.state
    for write in history.writes:
        if write.event != "updated" or code not in write.values:
            continue
        before, after = write.before.get(code, ""), write.values[code]
        if before and after != before and after not in history.terms.transitions.get(before, frozenset()):
            what = f"ticket {write.key} of {write.instance} went from {before} to {after}, which no transition does"
            yield Violation(what, (write.seq,))


def resolution(history: History) -> Iterator[Violation]:
    """Solutions of the partner that we do not hold, and tickets that went on waiting for one."""
    for write in history.writes:
        if _resolves(history, write) and not _is_under_way(history, write):
            for transfer in history.transfers:
                if transfer.partner == write.key and transfer.seq < write.seq:
                    yield from _unheard(history, write, transfer)


def _resolves(history: History, write: Write) -> bool:
    terms = history.terms
    is_end = write.values.get(terms.state) == terms.resolved and write.event == "updated"
    return is_end and write.by_person and write.instance == terms.partner


def _is_under_way(history: History, write: Write) -> bool:
    return any(row.is_under_way and row.cause == write.cause for row in history.of_kind("webhook"))


def _unheard(history: History, write: Write, transfer: Transfer) -> Iterator[Violation]:
    terms = history.terms
    solution = of_html(write.values.get(terms.solution, ""))
    place = (terms.ours, terms.private)
    held = [each for each in history.arrived if each.place == place and each.key == transfer.ours]
    if solution and not any(carries(each.text, solution) for each in held if each.seq > write.seq):
        yield Violation(f"the partner resolved with {solution!r}, which we do not hold", (write.seq,))
    if _still_waits(history, write, transfer):
        what = f"the partner resolved, and our ticket {transfer.ours} still is in {terms.transferred}"
        yield Violation(what, (write.seq,))


def _still_waits(history: History, write: Write, transfer: Transfer) -> bool:
    terms = history.terms
    later = (each for each in history.of_ticket(terms.ours, transfer.ours) if each.seq > write.seq)
    if any(each.values.get(terms.state, terms.transferred) != terms.transferred for each in later):
        return False
    return history.state_at(terms.ours, transfer.ours, write.seq) == terms.transferred


def convergence(history: History) -> Iterator[Violation]:
    """What the two sides still disagree about after their links healed."""
    breaks = [row for row in history.of_kind("fault") if "from" in row.what]
    apart = {_ends(row) for row in breaks if row.what["fault"] == "partition"}
    last = {_ends(row): row for row in breaks}
    if not apart or any(last[ends].what["fault"] == "partition" for ends in apart):
        return
    healed = max(row.seq for row in last.values())
    for found in (*entries.lost(history), *one_partner_ticket(history), *_waiting_in_vain(history)):
        yield Violation(f"after the heal: {found.what}", (healed, *found.evidence))


def _ends(row: Row) -> tuple[str, str]:
    return row.instance, row.what["from"]


def _waiting_in_vain(history: History) -> Iterator[Violation]:
    """Our tickets that wait for a partner who has no ticket of it, or is done with it."""
    terms = history.terms
    known = {transfer.ours: transfer.partner for transfer in history.transfers}
    for ours, seq in history.transferred.items():
        if history.value_at_end(terms.ours, ours, terms.state) != terms.transferred:
            continue
        if ours not in known:
            yield Violation(f"our ticket {ours} waits for the partner, who has no ticket of it", (seq,))
        elif history.value_at_end(terms.partner, known[ours], terms.state) in {terms.resolved, terms.closed}:
            yield Violation(f"our ticket {ours} waits for the partner, who is done with {known[ours]}", (seq,))
