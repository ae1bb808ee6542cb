"""All checkers by name, and the two about traffic and disclosure; the others stand in `entries` and `tickets`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from fake_itop.history import entries, tickets
from fake_itop.history.history import Entry, History
from fake_itop.history.rows import Row, texts_in
from fake_itop.history.terms import Place
from fake_itop.history.texts import carries, of_html
from fake_itop.history.violation import Checker, Violation


def excessive(history: History) -> Iterator[Violation]:
    """Acts that cause too many webhooks, pools of workers that ran empty, chains that had to be stopped."""
    yield from _exhausted(history)
    yield from _stopped(history)
    yield from _too_many(history)


def _exhausted(history: History) -> Iterator[Violation]:
    for row in history.of_kind("worker"):
        began = history.root(row)
        what = f"no worker of {row.instance} was left, all {row.what.get('busy')} were waiting or at work"
        yield Violation(what, (began.seq, row.seq))
        return


def _stopped(history: History) -> Iterator[Violation]:
    for row in history.rows:
        if row.stopped:
            yield Violation(
                f"a chain of webhooks did not end by itself: {row.stopped}", (history.root(row).seq, row.seq)
            )
            return


def _too_many(history: History) -> Iterator[Violation]:
    """Background tasks send what was queued before: they may send as much as all acts together."""
    most = history.terms.most_messages
    caused = Counter(history.root(row).seq for row in history.of_kind("webhook"))
    runs = {row.seq for row in history.of_kind("cron")}
    for seq, count in caused.items():
        if count > most and seq not in runs:
            yield Violation(f"one act caused {count} webhooks, more than {most}", (seq,))
    acts = sum(row.is_from_outside for row in history.rows) - len(runs)
    queued = sum(count for seq, count in caused.items() if seq in runs)
    if queued > most * acts:
        what = f"background tasks sent {queued} webhooks after {acts} acts, more than {most} for each"
        yield Violation(what, tuple(seq for seq in caused if seq in runs))


def disclosed(history: History) -> Iterator[Violation]:
    """Private entries that turned up where they must not."""
    yield from _leaving(history)
    yield from _reaching_others(history)


def _leaving(history: History) -> Iterator[Violation]:
    secrets = [entry for entry in history.distinct if entry.place in history.terms.secret]
    secrets = [secret for secret in secrets if not _is_public_too(history, secret)]
    if not secrets:
        return
    instances = {secret.place[0] for secret in secrets}
    rows = (row for row in history.rows if row.instance in instances)
    given = [(row, of_html(text)) for row in rows for text in _given_away(row)]
    for secret in secrets:
        instance, log = secret.place
        away = (row.seq for row, text in given if row.instance == instance and carries(text, secret.text))
        seq = next(away, None)
        if seq is not None:
            yield Violation(f"{secret.text!r}, in {log} of {instance}, was given away", (secret.seq, seq))


def _given_away(row: Row) -> Iterator[str]:
    """The texts that leave an instance by a row: what it sends, and what it answers to somebody else's webhook."""
    if row.kind == "webhook":
        yield from texts_in(row.asked)
    elif row.kind == "request" and row.cause is not None:
        yield from texts_in(row.answer)


def _is_public_too(history: History, secret: Entry) -> bool:
    """Whether somebody said the same where it may leave the instance."""
    instance = secret.place[0]
    public = [(instance, log) for log in history.terms.tickets[instance].logs if (instance, log) != secret.place]
    if any(entry.place in public and carries(entry.text, secret.text) for entry in history.distinct):
        return True
    writes = (write for write in history.writes if write.by_person and write.instance == instance)
    return any(carries(of_html(value), secret.text) for write in writes for value in write.values.values())


def _reaching_others(history: History) -> Iterator[Violation]:
    """Entries that were brought into logs to which nothing leads, such as the one that the caller reads."""
    terms = history.terms
    private = {*terms.routes, *terms.routes.values(), *terms.secret}
    for shown in history.arrived:
        if shown.place in terms.closed:
            strange = (entry for entry in history.origins(shown) if entry.place in private - {shown.place})
            source = next(strange, None)
            if source is not None:
                what = f"{source.text!r}, from {source.place[1]} of {source.place[0]}, is in {_place(shown.place)}"
                yield Violation(what, (source.seq, shown.seq))


def _place(place: Place) -> str:
    return f"{place[1]} of {place[0]}"


CHECKERS: tuple[Checker, ...] = (
    Checker(
        "traffic",
        "One act of a person causes a bounded number of webhooks, and never exhausts the pool of workers. Webhooks are "
        "sent inside the save that causes them, so each holds a worker on its side until the other side has answered; "
        "when each answer is itself a save that sends, both pools run empty and neither server answers anybody. Cites "
        "the act, and the message for which no worker was left.",
        excessive,
    ),
    Checker(
        "entry-lost",
        "What a person writes into our private log once the ticket is transferred arrives in the partner's public log, "
        "and what the partner's people write there arrives in our private log. A real iTop does not send a failed "
        "webhook again, and its save succeeds all the same. Cites the write that never arrived.",
        entries.lost,
    ),
    Checker(
        "entry-twice",
        "An entry arrives as often as it was written. The head of a log is whatever was written last, so a trigger "
        "that fires for another reason pushes an old entry again; and a repeated message repeats its entry. Cites the "
        "write and all its copies.",
        entries.twice,
    ),
    Checker(
        "echo",
        "An entry never comes back to the instance where it was written. It does when the other side's trigger also "
        "fires for what a webhook brings. Cites the write, and the copy that came back.",
        entries.echo,
    ),
    Checker(
        "order",
        "The entries of one log arrive in the order in which they were written. Cites two arrivals in the wrong order.",
        entries.order,
    ),
    Checker(
        "entry-intact",
        "What arrives is the text that was written, and nothing else: no separators, no sender's names, dates or ids "
        "mixed in; white space does not count. Cites the write and what became of it.",
        entries.intact,
    ),
    Checker(
        "disclosure",
        "What the partner's people write into their private log never leaves them, and what stands in our private log, "
        "from us or from the partner, never gets into our public log, which the caller reads. Cites the private entry, "
        "and the message or write that shows it.",
        disclosed,
    ),
    Checker(
        "one-partner-ticket",
        "A ticket of ours becomes one ticket at the partner, however often it is transferred, and each of the two "
        "holds the other's id. Where the answer to a transfer is lost, ours learns no id, and the next transfer makes "
        "a second ticket. Cites the writes that made the partner's tickets.",
        tickets.one_partner_ticket,
    ),
    Checker(
        "lifecycle",
        "A ticket's state only changes along the transitions of its class. REST lets anyone with the right to write "
        "set the state like any other attribute. Cites the write that did.",
        tickets.lifecycle,
    ),
    Checker(
        "resolution",
        "When the partner resolves, we hold the solution in our private log, and our ticket no longer waits for the "
        "partner: the first time, after our agent took the ticket back, and again after a reopen. Cites the partner's "
        "write that we did not hear of.",
        tickets.resolution,
    ),
    Checker(
        "value",
        "What a person sets and a webhook copies, such as an urgency, is what the other side has at the end, unless a "
        "person set it there since. Cites the write that the other side did not follow.",
        tickets.value,
    ),
    Checker(
        "convergence",
        "Once the links between both have healed and the background tasks have run, both sides agree: each has the "
        "other's entries, the tickets name each other, and no ticket waits for a partner who has none. Cites the heal, "
        "and what is still amiss. Where nothing had to heal, nothing is asked.",
        tickets.convergence,
    ),
)

NAMES = tuple(checker.name for checker in CHECKERS)
PAGES = {checker.name: checker.page for checker in CHECKERS}
"""What there is to know about each promise."""


def check(history: History, checkers: Iterable[Checker] = CHECKERS) -> list[Violation]:
    """Every promise that a history breaks."""
    return [replace(found, checker=checker.name) for checker in checkers for found in checker.find(history)]
