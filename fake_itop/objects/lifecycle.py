"""Stimuli: the way of an object from one state to another (recordings ``lifecycle``)."""

from __future__ import annotations

from collections.abc import Callable

from fake_itop.datamodel.model import Transition, TransitionAction
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import Saving, StateEntered, StateLeft
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.values import reasons
from fake_itop.values.dates import parse_sql

Action = Callable[[Database, Draft, TransitionAction], None]


def transition_for(draft: Draft, stimulus: str) -> Transition | None:
    """Where a stimulus leads from the object's state."""
    lifecycle = draft.cls.lifecycle
    if lifecycle is None:
        return None
    state = lifecycle.states.get(draft.get(lifecycle.attribute))
    return state.transitions.get(stimulus) if state is not None else None


def require_transition(draft: Draft, stimulus: str) -> Transition:
    """Where a stimulus leads from the object's state.

    Raises:
        ObjectError: nowhere.
    """
    transition = transition_for(draft, stimulus)
    if transition is None:
        lifecycle = draft.cls.lifecycle
        state = draft.get(lifecycle.attribute) if lifecycle is not None else None
        raise ObjectError(reasons.InvalidStimulus(stimulus, draft.name, state or ""), plain=True)
    return transition


def missing_attributes(draft: Draft, transition: Transition) -> list[str]:
    """Attributes that the transition or its target demands and the object lacks.

    A key that points nowhere is not missed: it is 0, which differs from an empty text for PHP 8 (docs/itop/tickets.md).
    """
    assert draft.cls.lifecycle is not None
    target = draft.cls.lifecycle.states[transition.target]
    demanded = {code: None for code, flags in target.flags.items() if "mandatory" in flags}
    demanded.update({code: None for code, flags in transition.flags.items() if "mandatory" in flags})
    return [code for code in demanded if _is_empty(draft, code)]


def _is_empty(draft: Draft, code: str) -> bool:
    attribute = draft.cls.attributes[code]
    value = draft.get(code) if attribute.stored else draft.read(code)
    return value is None or value in ("", ())


def make_transition(db: Database, session: Session, draft: Draft, transition: Transition) -> Saving[None]:
    """Put the object into its target state, run the transition's actions and save the object.

    Raises:
        ObjectError: it may not be saved so.
    """
    assert draft.cls.lifecycle is not None
    state = draft.cls.lifecycle.attribute
    left = draft.get(state)
    draft.set(state, transition.target)
    for action in transition.actions:
        if action.verb in ACTIONS:
            ACTIONS[action.verb](db, draft, action)
        else:
            yield from db.behaviour_of(draft.cls).act(db, session, draft, action)
    yield from save(db, session, draft)
    if db.rules.states_by_stimuli:
        yield StateLeft(draft, left)
        yield StateEntered(draft, transition.target)


# Actions that any class's lifecycle may name


def _set_current_date(db: Database, draft: Draft, action: TransitionAction) -> None:
    draft.set(action.parameters[0].value, db.clock.sql_now())


def _set_current_date_if_null(db: Database, draft: Draft, action: TransitionAction) -> None:
    if draft.get(action.parameters[0].value) is None:
        _set_current_date(db, draft, action)


def _reset(_db: Database, draft: Draft, action: TransitionAction) -> None:
    code = action.parameters[0].value
    draft.set(code, draft.cls.attributes[code].default)


def _set_elapsed_time(db: Database, draft: Draft, action: TransitionAction) -> None:
    code, since = action.parameters[0].value, draft.get(action.parameters[1].value)
    if since is not None:
        draft.set(code, max(int((db.clock.now() - parse_sql(since)).total_seconds()), 0))


ACTIONS: dict[str, Action] = {
    "SetCurrentDate": _set_current_date,
    "SetCurrentDateIfNull": _set_current_date_if_null,
    "SetElapsedTime": _set_elapsed_time,
    "Reset": _reset,
}
