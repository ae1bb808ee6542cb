"""Promises about the two tickets of a transfer: that they are two, and what becomes of their states."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.history import entries
from fake_itop.history.history import History, Transfer, Write, plain
from fake_itop.history.violation import Finding


def one_partner_ticket(history: History) -> Iterator[Finding]:
    """Transfers that made several tickets, or tickets that do not know each other."""
    for ours in sorted({transfer.ours for transfer in history.transfers}):
        made = [transfer for transfer in history.transfers if transfer.ours == ours]
        seqs = tuple(transfer.seq for transfer in made)
        if len(made) > 1:
            keys = ", ".join(str(transfer.partner) for transfer in made)
            yield Finding(f"our ticket {ours} has become {len(made)} tickets at the partner: {keys}", seqs)
        elif not _are_mutual(history, made[0]):
            yield Finding(f"our ticket {ours} and the partner's {made[0].partner} do not name each other", seqs, rank=1)


def _are_mutual(history: History, transfer: Transfer) -> bool:
    terms = history.terms
    here = history.value_at_end(terms.ours, transfer.ours, terms.remote_id)
    there = history.value_at_end(terms.partner, transfer.partner, terms.remote_id)
    return here == str(transfer.partner) and there == str(transfer.ours)


def lifecycle(history: History) -> Iterator[Finding]:
    """States that no transition leads to."""
    code = history.terms.state
    for write in history.writes:
        if write.event != "updated" or code not in write.values:
            continue
        before, after = write.before.get(code, ""), write.values[code]
        if before and after not in history.terms.transitions.get(before, frozenset()):
            what = f"ticket {write.key} of {write.instance} went from {before} to {after}, which no transition does"
            yield Finding(what, (write.seq,))


def resolution(history: History) -> Iterator[Finding]:
    """Solutions of the partner that we do not hold, and tickets that went on waiting for one."""
    for write in history.writes:
        if _resolves(history, write):
            for transfer in history.transfers:
                if transfer.partner == write.key:
                    yield from _unheard(history, write, transfer)


def _resolves(history: History, write: Write) -> bool:
    terms = history.terms
    is_end = write.values.get(terms.state) == terms.resolved
    return is_end and write.by_person and write.instance == terms.partner


def _unheard(history: History, write: Write, transfer: Transfer) -> Iterator[Finding]:
    terms = history.terms
    solution = plain(_text_of(write.values.get(terms.solution, "")))
    place = (terms.ours, terms.private)
    held = [e for e in history.arrived if e.place == place and e.key == transfer.ours and e.seq > write.seq]
    if solution and not any(solution in entry.text for entry in held):
        yield Finding(f"the partner resolved with {solution!r}, which we do not hold", (write.seq,))
    if _still_waits(history, write, transfer):
        what = f"the partner resolved, and our ticket {transfer.ours} still is in {terms.transferred}"
        yield Finding(what, (write.seq,))


def _still_waits(history: History, write: Write, transfer: Transfer) -> bool:
    terms = history.terms
    moved = (w for w in history.writes if w.instance == terms.ours and w.key == transfer.ours and w.seq > write.seq)
    if any(terms.state in each.values for each in moved):
        return False
    return history.state_at(terms.ours, transfer.ours, write.seq) == terms.transferred


def _text_of(html: str) -> str:
    """What somebody reads in a field that holds HTML."""
    text, inside = "", False
    for letter in html:
        inside = letter == "<" or (inside and letter != ">")
        text += letter if not inside and letter != ">" else " "
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def convergence(history: History) -> Iterator[Finding]:
    """What the two sides still disagree about after their links healed."""
    healed = [row.seq for row in history.of_kind("fault") if row.what.get("fault") == "heal"]
    if not healed:
        return
    for finding in (*entries.lost(history), *one_partner_ticket(history), *_untransferred(history)):
        yield Finding(f"after the heal: {finding.what}", (healed[-1], *finding.evidence))


def _untransferred(history: History) -> Iterator[Finding]:
    terms = history.terms
    known = {transfer.ours for transfer in history.transfers}
    for ours, seq in history.transferred.items():
        if ours not in known and history.value_at_end(terms.ours, ours, terms.state) == terms.transferred:
            yield Finding(f"our ticket {ours} waits for the partner, who has no ticket of it", (seq,))
