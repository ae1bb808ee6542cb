"""The promise that one act of a person does not become a storm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fake_itop.history.history import History
from fake_itop.history.violation import Finding


def excessive(history: History) -> Iterator[Finding]:
    """Acts that cause too many webhooks, pools of workers that ran empty, chains that had to be stopped."""
    yield from _exhausted(history)
    caused = Counter(history.root(row).seq for row in history.of_kind("webhook"))
    most = history.terms.most_messages
    for seq, count in caused.items():
        if count > most:
            yield Finding(f"one act caused {count} webhooks, more than {most}", (seq,))


def _exhausted(history: History) -> Iterator[Finding]:
    for row in history.of_kind("worker"):
        began = history.root(row)
        what = f"all {row.what.get('busy')} workers of {row.instance} wait for each other, after one act"
        yield Finding(what, (began.seq, row.seq))
        return
    for row in history.rows:
        if row.stopped:
            yield Finding(f"a chain of webhooks did not end by itself: {row.stopped}", (history.root(row).seq, row.seq))
            return
