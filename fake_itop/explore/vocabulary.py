"""What an integration calls things, read from its wiring and its design: those of the tutorial, or its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.datamodel.model import Datamodel, Lifecycle, Transition
from fake_itop.explore import Moves
from fake_itop.history import Terms
from fake_itop.integration.stage import TICKET
from fake_itop.integration.wiring import Wiring
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.values.names import InputError

ASSIGNED = "assigned"
"""The state from which our agent transfers a ticket, and to which it comes back."""
_REMOTE = re.compile(r"\$this-(?:>|&gt;)(\w+)\$")


class VocabularyError(InputError):
    """A design or a wiring in which no transfer can be made out: one line."""


def vocabulary(wiring: Wiring, model: Datamodel) -> tuple[Terms, Moves]:
    """The names of fields, states and stimuli.

    Raises:
        VocabularyError: the design knows of no state for tickets that a partner has.
    """
    lifecycle = model[TICKET].lifecycle
    assert lifecycle is not None, "tickets have a lifecycle in every design that can be read"
    transferred = _transferred(wiring, lifecycle)
    transfer, take_back = _way(lifecycle, ASSIGNED, transferred), _way(lifecycle, transferred, ASSIGNED)
    if transfer is None:
        raise VocabularyError(
            f"{TICKET}: no transition leads from {ASSIGNED!r} to {transferred!r}, the state of tickets that a partner "
            "has; the design has to bring it, as the tutorial's does with ev_pendingpartner"
        )
    terms = Terms(
        remote_id=_remote_id(wiring, model),
        transferred=transferred,
        transitions={
            name: frozenset(way.target for way in state.transitions.values())
            for name, state in lifecycle.states.items()
        },
    )
    return terms, Moves(transfer.stimulus, take_back.stimulus if take_back else "", _partner_field(model, transfer))


def _transferred(wiring: Wiring, lifecycle: Lifecycle) -> str:
    """The state whose trigger creates the partner's ticket, where the tutorial's names are not used."""
    default = Terms().transferred
    if wiring.mentions(REMOTE_ID) and default in lifecycle.states:
        return default
    creating = {name for name, payload in _payloads(wiring, "ours") if payload.get("operation") == "core/create"}
    for fields in _made(wiring, "ours", "TriggerOnStateEnter"):
        actions = json.dumps(fields.get("action_list", ""))
        if fields.get("state") in lifecycle.states and any(name in actions for name in creating):
            return str(fields["state"])
    return default


def _remote_id(wiring: Wiring, model: Datamodel) -> str:
    """The attribute by which updates find the other side's ticket, where the tutorial's names are not used."""
    if wiring.mentions(REMOTE_ID):
        return REMOTE_ID
    own = model[TICKET].attributes
    for side in ("ours", "partner"):
        for _, payload in _payloads(wiring, side):
            found = _REMOTE.search(str(payload.get("key", "")))
            if found is not None and found[1] in own:
                return found[1]
    return REMOTE_ID


def _partner_field(model: Datamodel, transfer: Transition) -> str:
    """The attribute by which our agent chooses the partner: the one that the transition asks for."""
    attributes = model[TICKET].attributes
    asked = (
        code
        for code in (*transfer.flags, Moves().partner)
        if isinstance(attribute := attributes.get(code), AttributeExternalKey) and attribute.target == "Organization"
    )
    return next(asked, "")


def _way(lifecycle: Lifecycle, start: str, end: str) -> Transition | None:
    state = lifecycle.states.get(start)
    ways = state.transitions.values() if state is not None else ()
    return next((way for way in ways if way.target == end), None)


def _payloads(wiring: Wiring, side: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for fields in _made(wiring, side, "ActioniTopWebhook"):
        try:
            payload = json.loads(str(fields.get("payload", "")))
        except ValueError:
            continue
        if isinstance(payload, dict):
            yield str(fields.get("name", "")), payload


def _made(wiring: Wiring, side: str, cls: str) -> Iterator[Mapping[str, Any]]:
    for step in wiring.steps:
        fields = step.request.get("fields")
        if step.to == side and step.request.get("class") == cls and isinstance(fields, dict):
            yield fields
