"""Promises about the two tickets of a transfer: that they are two, and what becomes of their states."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.history import entries
from fake_itop.history.history import History, Transfer
from fake_itop.history.rows import Row
from fake_itop.history.terms import Place
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
    """Whether a ticket holds another's id, where its design has it hold one; where nobody could look and nothing told,
    nobody is blamed.
    """
    code = history.terms.tickets[instance].remote_id
    if not code:
        return True
    value = history.value_at_end(instance, key, code)
    return not history.looks_into(instance) if value is None else value == str(other)


def lifecycle(history: History) -> Iterator[Violation]:
    """States that no transition leads to."""
    for write in history.writes:
        tickets = history.terms.tickets[write.instance]
        if write.event != "updated" or tickets.state not in write.values:
            continue
        before, after = write.before.get(tickets.state, ""), write.values[tickets.state]
        if before and after != before and after not in tickets.transitions.get(before, frozenset()):
            what = f"ticket {write.key} of {write.instance} went from {before} to {after}, which no transition does"
            yield Violation(what, (write.seq,))


def resolution(history: History) -> Iterator[Violation]:
    """What the other side should have heard, and did not: texts that it does not hold, states that it kept."""
    for write in history.writes:
        if write.by_person and write.event == "updated" and not _is_under_way(history, write):
            is_ours = write.instance == history.terms.ours
            for transfer in history.transfers:
                if transfer.of(is_ours) == write.key and transfer.seq < write.seq:
                    yield from _not_held(history, write, transfer.of(not is_ours))
                    yield from _not_followed(history, write, transfer.of(not is_ours))


def _is_under_way(history: History, write: Write) -> bool:
    return any(row.is_under_way and row.cause == write.cause for row in history.of_kind("webhook"))


def _not_held(history: History, write: Write, key: int) -> Iterator[Violation]:
    """Texts that came with a change of the state."""
    for (instance, code), place in history.terms.notes:
        is_given = instance == write.instance and bool(history.state_in(write))
        is_sent = is_given and history.is_sent((instance, code), write.key, write.seq)
        text = of_html(write.values.get(code, "")) if is_sent else ""
        held = (each for each in history.arrived if each.place == place and each.key == key and each.seq > write.seq)
        if text and not any(carries(each.text, text) for each in held):
            yield Violation(f"{instance} has the {code} {text!r}, which {place[0]} does not hold", (write.seq,))


def _not_followed(history: History, write: Write, key: int) -> Iterator[Violation]:
    for telling in history.terms.tellings:
        if (telling.source, telling.state) == (write.instance, history.state_in(write)):
            whom = telling.target
            state = history.state_at(whom, key, write.seq)
            if state in telling.ways and not _was_left(history, whom, key, state, write.seq):
                what = f"{telling.source} came to {telling.state}, and ticket {key} of {whom} still is in {state}"
                yield Violation(what, (write.seq,))


def _was_left(history: History, instance: str, key: int, state: str, seq: int) -> bool:
    later = (history.state_in(each) for each in history.of_ticket(instance, key) if each.seq > seq)
    return any(each not in ("", state) for each in later)


def value(history: History) -> Iterator[Violation]:
    """Values that a person set last, and that the other side does not have at the end."""
    for place, (whom, code) in history.terms.values.items():
        last: dict[int, Write] = {}
        for write in history.writes:
            if write.by_person and write.instance == place[0] and place[1] in write.values:
                last[write.key] = write
        for key, write in last.items():
            if not history.is_sent(place, key, write.seq):
                continue
            for other in sorted(history.counterparts(place, key)):
                if _got(history, whom, other, write.seq) and not _has(history, (whom, code), other, write, place[1]):
                    what = f"{write.values[place[1]]!r}, the {place[1]} of {place[0]}, is not the {code} of {whom}"
                    yield Violation(what, (write.seq,))


def _got(history: History, instance: str, key: int, seq: int) -> bool:
    """Whether the other side had its ticket when something was set here, or the other way round."""
    partner = history.terms.partner
    made = [each.seq for each in history.transfers if each.of(instance != partner) == key]
    return any(each < seq for each in made)


def _has(history: History, place: Place, key: int, write: Write, code: str) -> bool:
    """Whether a ticket holds what was written elsewhere, or what a person set there since."""
    since = (each for each in history.of_ticket(place[0], key) if each.by_person and each.seq > write.seq)
    if any(place[1] in each.values for each in since):
        return True
    now = history.value_at_end(place[0], key, place[1])
    return now is None or of_html(now) == of_html(write.values[code])


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
        state = history.value_at_end(terms.ours, ours, terms.tickets[terms.ours].state)
        if ours not in known:
            if state in terms.transferred:
                yield Violation(f"our ticket {ours} waits for the partner, who has no ticket of it", (seq,))
        elif state is not None and _is_done(history, known[ours], state):
            yield Violation(f"our ticket {ours} waits for the partner, who is done with {known[ours]}", (seq,))


def _is_done(history: History, key: int, waiting: str) -> bool:
    """Whether the partner's ticket is where ours should have heard of it, and left the state in which it waits."""
    terms = history.terms
    tickets = terms.tickets[terms.partner]
    state = history.value_at_end(terms.partner, key, tickets.state)
    told = (each for each in terms.tellings if each.source == terms.partner and waiting in each.ways)
    return any(state == each.state or state in tickets.ends for each in told)
