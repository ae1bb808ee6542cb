"""What is to happen at a later moment of a world's clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fake_itop.clock import Clock

Deed = Callable[[], object]


@dataclass(order=True)
class Appointment:
    """A deed and its moment; of several at one moment the one that was made first comes first."""

    moment: datetime
    number: int
    deed: Deed = field(compare=False)
    cancelled: bool = field(default=False, compare=False)


class Agenda:
    """Appointments in the order of their moments; the clock moves on as they are kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[Appointment] = []
        self._made = 0

    def after(self, seconds: float, deed: Deed) -> Appointment:
        """Have something done some seconds from now."""
        self._made += 1
        appointment = Appointment(self._clock.now() + timedelta(seconds=seconds), self._made, deed)
        heapq.heappush(self._heap, appointment)
        return appointment

    def next_moment(self) -> datetime | None:
        """When the next thing is to be done, if anything is."""
        while self._heap and self._heap[0].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0].moment if self._heap else None

    @property
    def is_due(self) -> bool:
        """Whether the next thing is to be done by now: somebody may have moved the clock past it."""
        moment = self.next_moment()
        return moment is not None and moment <= self._clock.now()

    def keep_next(self) -> None:
        """Move the clock on to the next appointment, and keep it."""
        assert self.next_moment() is not None, "there is nothing to be done"
        appointment = heapq.heappop(self._heap)
        ahead = (appointment.moment - self._clock.now()).total_seconds()
        self._clock.advance(max(ahead, 0.0))
        appointment.deed()
