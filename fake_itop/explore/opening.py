"""Where a story begins, and what people can do then: snapshots of both instances, staged acts, promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fake_itop.history import CHECKERS, Checker, Terms
from fake_itop.itop.instance import InstanceSnapshot, Itop
from fake_itop.values.clock import Clock


@dataclass(frozen=True)
class StagedAct:
    """What a person can do to a ticket, as stories play it.

    Args:
        name: its rule's name in stories.
        words: what it is in plain words, with ``{text}`` for what is written.
        instance: whose ticket it is done to.
        stimulus: the stimulus that is applied, empty if none.
        start: the state in which it can be done, empty for any.
        end: the state to which it leads, empty if it changes none.
        texts: the attributes that get the text of the step.
        given: what is set beside.
        filled: what is set beside where nothing stands yet.
        chosen: attributes of which another of these values is taken.
        weight: how often it is drawn.
        is_transfer: whether the counterpart is made by it.
        is_first: whether it can be done before there is a counterpart.
        is_told: whether the other side hears of it, or it leads there.
    """

    name: str
    words: str
    instance: str
    stimulus: str = ""
    start: str = ""
    end: str = ""
    texts: tuple[str, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: int = 2
    is_transfer: bool = False
    is_first: bool = True
    is_told: bool = False


@dataclass(frozen=True, eq=False)
class Opening:
    """The two sides, the states in which a story finds them, their clock, and what people can do.

    ``ours`` is whose tickets get counterparts at ``partner``; ``ticket`` is the id of such a ticket. ``last_of_theirs``
    is the highest id of the partner's own tickets. ``login`` sits at both consoles.
    """

    ours: Itop
    partner: Itop
    start: tuple[InstanceSnapshot, InstanceSnapshot]
    clock: Clock
    ticket: int
    last_of_theirs: int
    login: str
    terms: Terms
    acts: tuple[StagedAct, ...]
    titles: tuple[str, ...] = ()
    """The attributes that name our ticket, and that the partner is told of."""
    checkers: tuple[Checker, ...] = CHECKERS
    """Those that look at what is promised."""

    @property
    def sides(self) -> Mapping[str, Itop]:
        """Both sides by their names, ours first."""
        return {self.terms.ours: self.ours, self.terms.partner: self.partner}
