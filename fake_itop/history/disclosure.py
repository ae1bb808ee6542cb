"""Who must not see what: the partner's private log never reaches us, and ours never the caller."""

from __future__ import annotations

import json
from collections.abc import Iterator

from fake_itop.history.history import Entry, History, plain
from fake_itop.history.violation import Finding


def disclosed(history: History) -> Iterator[Finding]:
    """Private entries that turned up where they must not."""
    yield from _leaving_the_partner(history)
    yield from _reaching_the_caller(history)


def _leaving_the_partner(history: History) -> Iterator[Finding]:
    terms = history.terms
    secrets = [entry for entry in history.written if entry.place == (terms.partner, terms.private)]
    if not secrets:
        return
    sent = [
        (row.seq, plain(" ".join(_texts(row.asked))))
        for row in history.of_kind("webhook")
        if row.instance == terms.partner
    ]
    for secret in secrets:
        for seq, text in sent:
            if secret.text in text:
                yield Finding(f"{secret.text!r}, in the partner's {terms.private}, was sent away", (secret.seq, seq))
                break


def _reaching_the_caller(history: History) -> Iterator[Finding]:
    terms = history.terms
    shown = [entry for entry in history.arrived if entry.place == (terms.ours, terms.public)]
    for entry in shown:
        source = _private_source(history, entry)
        if source is not None:
            what = f"{source.text!r}, private on {source.place[0]}'s side, is in our {terms.public}"
            yield Finding(what, (source.seq, entry.seq))


def _private_source(history: History, shown: Entry) -> Entry | None:
    terms = history.terms
    private = ((terms.ours, terms.private), (terms.partner, terms.private), (terms.partner, terms.public))
    return next((entry for entry in history.written if entry.place in private and entry.text in shown.text), None)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    else:
        yield json.dumps(value)
