"""All checkers, by name: the promises that an exchange between two instances should keep, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable

from fake_itop.history import disclosure, entries, tickets, traffic
from fake_itop.history.history import History
from fake_itop.history.violation import Checker, Violation

CHECKERS: tuple[Checker, ...] = (
    Checker(
        "traffic",
        "One act of a person causes a bounded number of webhooks, and never exhausts the pool of workers. Webhooks are "
        "sent inside the save that causes them, so each holds a worker on its side until the other side has answered; "
        "when each answer is itself a save that sends, both pools run empty and neither server answers anybody. Cites "
        "the act, and the message for which no worker was left.",
        traffic.excessive,
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
        disclosure.disclosed,
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
        "convergence",
        "Once the links between both have healed and the background tasks have run, both sides agree: each has the "
        "other's entries, the tickets name each other, and no ticket waits for a partner who has none. Cites the heal, "
        "and what is still amiss. Where nothing had to heal, nothing is asked.",
        tickets.convergence,
    ),
)

NAMES = tuple(checker.name for checker in CHECKERS)


def check(history: History, checkers: Iterable[Checker] = CHECKERS) -> list[Violation]:
    """Every promise that a history breaks."""
    return [Violation(checker.name, finding) for checker in checkers for finding in checker.find(history)]
