"""The promise that one act of a person does not become a storm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fake_itop.history.history import History
from fake_itop.history.violation import Finding


def excessive(history: History) -> Iterator[Finding]:
    """Acts that cause too many webhooks, pools of workers that ran empty, chains that had to be stopped."""
    yield from _exhausted(history)
    yield from _stopped(history)
    yield from _too_many(history)


def _exhausted(history: History) -> Iterator[Finding]:
    for row in history.of_kind("worker"):
        began = history.root(row)
        what = f"no worker of {row.instance} was left, all {row.what.get('busy')} were waiting or at work"
        yield Finding(what, (began.seq, row.seq))
        return


def _stopped(history: History) -> Iterator[Finding]:
    for row in history.rows:
        if row.stopped:
            yield Finding(f"a chain of webhooks did not end by itself: {row.stopped}", (history.root(row).seq, row.seq))
            return


def _too_many(history: History) -> Iterator[Finding]:
    """Background tasks send what was queued before: they may send as much as all acts together."""
    most = history.terms.most_messages
    caused = Counter(history.root(row).seq for row in history.of_kind("webhook"))
    runs = {row.seq for row in history.of_kind("cron")}
    for seq, count in caused.items():
        if count > most and seq not in runs:
            yield Finding(f"one act caused {count} webhooks, more than {most}", (seq,))
    acts = sum(row.is_from_outside for row in history.rows) - len(runs)
    queued = sum(count for seq, count in caused.items() if seq in runs)
    if queued > most * acts:
        what = f"background tasks sent {queued} webhooks after {acts} acts, more than {most} for each"
        yield Finding(what, tuple(seq for seq in caused if seq in runs))
