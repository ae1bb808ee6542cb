"""What a failure of the network takes away for good."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.doctor.checks.logs import same_entries, sees_the_first
from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    """One finding for each flow that writes what nothing else would bring again."""
    writers = [flow for flow in reading.flows if flow.writes and flow.fields and flow.target is not None]
    for flow in writers:
        if not any(_repeats(other, flow) for other in writers if other is not flow):
            why = (
                "iTop does not send a failed webhook again: if the other side is down, what it would have said is lost"
            )
            yield found(
                "FD801", reading.at(flow), why, "let a second action bring it later, and a key refuse it if it came"
            )


def _repeats(other: Flow, flow: Flow) -> bool:
    """Whether another flow brings the same, and one of the two is refused where both come."""
    return bool(same_entries(flow, other)) and (sees_the_first(flow, other) or sees_the_first(other, flow))
