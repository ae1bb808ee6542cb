"""Who must not see what: the partner's private log never reaches us, and ours never the caller."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.history.history import Entry, History
from fake_itop.history.rows import Row, texts_in
from fake_itop.history.texts import carries, of_html
from fake_itop.history.violation import Finding


def disclosed(history: History) -> Iterator[Finding]:
    """Private entries that turned up where they must not."""
    yield from _leaving_the_partner(history)
    yield from _reaching_the_caller(history)


def _leaving_the_partner(history: History) -> Iterator[Finding]:
    terms = history.terms
    secrets = [entry for entry in history.distinct if entry.place == (terms.partner, terms.private)]
    secrets = [secret for secret in secrets if not _is_public_too(history, secret)]
    if not secrets:
        return
    given = [(row.seq, of_html(text)) for row in history.rows for text in _given_away(history, row)]
    for secret in secrets:
        seq = next((seq for seq, text in given if carries(text, secret.text)), None)
        if seq is not None:
            yield Finding(f"{secret.text!r}, in the partner's {terms.private}, was given away", (secret.seq, seq))


def _given_away(history: History, row: Row) -> Iterator[str]:
    """The texts that leave the partner by a row: what it sends, and what it answers to somebody else's webhook."""
    if row.instance != history.terms.partner:
        return
    if row.kind == "webhook":
        yield from texts_in(row.asked)
    elif row.kind == "request" and row.cause is not None:
        yield from texts_in(row.answer)


def _is_public_too(history: History, secret: Entry) -> bool:
    """Whether somebody said the same where everybody may read it."""
    public = (history.terms.partner, history.terms.public)
    if any(entry.place == public and carries(entry.text, secret.text) for entry in history.distinct):
        return True
    writes = (write for write in history.writes if write.by_person and write.instance == history.terms.partner)
    return any(carries(of_html(value), secret.text) for write in writes for value in write.values.values())


def _reaching_the_caller(history: History) -> Iterator[Finding]:
    terms = history.terms
    private = {(terms.ours, terms.private), (terms.partner, terms.private), (terms.partner, terms.public)}
    for shown in history.arrived:
        if shown.place == (terms.ours, terms.public):
            source = next((entry for entry in history.origins(shown) if entry.place in private), None)
            if source is not None:
                what = f"{source.text!r}, from {source.place[1]} of {source.place[0]}, is in our {terms.public}"
                yield Finding(what, (source.seq, shown.seq))
