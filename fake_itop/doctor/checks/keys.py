"""Whose id is it? Keys that mean an object over there, and must be made of what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fake_itop.check import Judge, TextKind
from fake_itop.doctor.effects import effects
from fake_itop.doctor.integration import Flow, found
from fake_itop.doctor.knowledge import Certainty, Decision, implied
from fake_itop.doctor.links import OWN_ID, CallbackMethod, callback_of
from fake_itop.doctor.reading import Reading
from fake_itop.findings import Finding, Severity
from fake_itop.itop.instance import Itop
from fake_itop.notifications.callbacks import with_exact_signature
from fake_itop.notifications.placeholders import forms_in, only_form
from fake_itop.notifications.rules import another_copy
from fake_itop.objects.rules import by_object
from fake_itop.profiles.rules import CALLBACK_METHOD, CALLBACK_OBJECT, REENTRANCE
from fake_itop.values.php_types import is_numeric, to_str

UNTYPED = "FI604"
"""A rule of newer versions alone."""
FIELD = "process_response_callback"


def check_callbacks(reading: Reading) -> Iterator[Finding]:
    """Findings about callbacks; each method is judged once."""
    judged: set[tuple[str, str, str]] = set()
    for flow in reading.flows:
        name = flow.action[FIELD]
        callback = callback_of(flow)
        if not name or flow.source is None:
            continue
        if callback is None or callback.method.static is name.strip().startswith("$this->"):
            yield _missing(reading, flow, name, callback)
            continue
        yield from _unread(reading, flow, callback)
        yield from _lost(reading, flow, callback)
        known = (flow.side.name, callback.owner.name, callback.method.name)
        if known not in judged:
            judged.add(known)
            yield from _judged(reading, flow, callback)


def _missing(reading: Reading, flow: Flow, name: str, callback: CallbackMethod | None) -> Finding:
    cls = flow.source.name if flow.source is not None else ""
    if callback is not None:
        kind = "static" if callback.method.static else "not static"
        why = f"{callback.owner.name}::{callback.method.name} is {kind}: iTop refuses to call it by {name}"
    else:
        why = f"the design has no method {name} for {cls}: the webhook is sent, and its answer is lost"
    fix = "write $this->Method for a method of the object, Class::Method for a static one, and add it to the design"
    return found("FD601", reading.at(flow, FIELD), why, fix)


def _unread(reading: Reading, flow: Flow, callback: CallbackMethod) -> Iterator[Finding]:
    """Attributes that a callback reads from an answer which does not hold them."""
    asked = to_str(flow.data.get("output_fields", "*"))
    shown = {part.strip() for part in asked.split(",")}
    for code in sorted(callback.code.reads - shown) if not shown & {"*", "*+"} else ():
        why = f"{callback.method.name} reads {code} from the answer, and output_fields does not ask for it"
        yield found("FD602", reading.at(flow, "payload /output_fields"), why, f"add {code} to output_fields")


def _lost(reading: Reading, flow: Flow, callback: CallbackMethod) -> Iterator[Finding]:
    """What a callback sets is lost where it gets a copy, which cannot be saved while the object itself is."""
    if flow.side.profile.of(CALLBACK_OBJECT) is not another_copy or flow.side.profile.of(REENTRANCE) is not by_object:
        return
    lost = sorted(code for code in callback.code.sets if not _is_told(reading, flow.side, code))
    if lost:
        since = CALLBACK_OBJECT.since_after(flow.side.profile.variant(CALLBACK_OBJECT))
        why = f"{callback.method.name} gets a copy of the ticket that is being saved, and what it sets there is lost"
        fix = f"let the other side write {' and '.join(lost)} by a webhook of its own, as `any-version` does"
        update = f"; or update {CALLBACK_OBJECT.component.value} to {since}"
        yield found("FD507", reading.at(flow, FIELD), f"{why}, though the record says `Sent`", fix + update)


def _is_told(reading: Reading, side: Itop, code: str) -> bool:
    """Whether another side writes its own id into an attribute."""
    return any(other.target is side and forms_in(other.fields.get(code)) == [OWN_ID] for other in reading.flows)


def _judged(reading: Reading, flow: Flow, callback: CallbackMethod) -> Iterator[Finding]:
    name = f"{callback.owner.name}::{callback.method.name}"
    report = Judge(flow.side.designs, flow.side.designs).judge(callback.method.code, kind=TextKind.PHP)
    for each in report.findings:
        if each.code == UNTYPED and flow.side.profile.of(CALLBACK_METHOD) is not with_exact_signature:
            continue
        where = reading.at(flow, f"{FIELD}: design: {name}:{each.line}:{each.column}")
        yield found(each.code, where, each.message, each.fix, each.severity)


_COMPARED = re.compile(r"\b(\w+)\s*=\s*['\"]?(\$this-(?:>|&gt;)\w+\$)")
_BY_ID = re.compile(r"\bid\s*=\s*['\"]?\$this-(?:>|&gt;)id\$", re.IGNORECASE)


def check_keys(reading: Reading) -> Iterator[Finding]:
    """Findings about keys."""
    for flow in reading.flows:
        if flow.writes and flow.target is not None:
            yield from _own_id(reading, flow, flow.target)
            yield from _swapped(reading, flow, flow.target)
            yield from _fixed(reading, flow)
            yield from _of_another(reading, flow, flow.target)
    yield from _never_filled(reading)


def _own_id(reading: Reading, flow: Flow, target: Itop) -> Iterator[Finding]:
    """The own id names another object over there, or none."""
    key = flow.key
    is_own = only_form(key) == OWN_ID or (isinstance(key, str) and _BY_ID.search(key))
    if not is_own or target is flow.side:
        return
    held = sorted(reading.links.of(flow.side) & set(flow.source.attributes if flow.source is not None else ()))
    fix = f"write $this->{held[0]}$" if held else "keep the other side's id in an attribute, and take that"
    why = f"the own id is the id of another object at {target.name}, or of none"
    yield found("FD504", reading.at(flow, "payload /key"), why, fix)


def _swapped(reading: Reading, flow: Flow, target: Itop) -> Iterator[Finding]:
    """What the other side's ticket holds is our id, not its own."""
    texts = flow.key.items() if isinstance(flow.key, Mapping) else [("", flow.key)]
    for code, text in texts:
        for theirs, ours in [(code, text), *_COMPARED.findall(text if isinstance(text, str) else "")]:
            named = forms_in(ours) or [ours]
            if theirs in reading.links.of(target) and named[0] in reading.links.key_codes(flow):
                why = f"{theirs} of {target.name} holds our id, and {named[0]} is theirs: none is found, or a wrong one"
                yield found("FD504", reading.at(flow, "payload /key"), why, f"compare {theirs} with $this->{OWN_ID}$")


def _fixed(reading: Reading, flow: Flow) -> Iterator[Finding]:
    if is_numeric(flow.key):
        why = f"every object writes to the one of id {flow.key}"
        yield found("FD504", reading.at(flow, "payload /key"), why, "take the key from the object: $this->…$")


def _of_another(reading: Reading, flow: Flow, target: Itop) -> Iterator[Finding]:
    """An attribute that holds ids of several sides: the filter must tell whose it is."""
    for code in sorted(reading.links.key_codes(flow)):
        for filler in reading.links.filled.get((flow.side, code), ()):
            owner = filler.target if filler.side is flow.side else filler.side
            if owner is not None and owner is not target and _takes(reading, flow, filler):
                why = f"{code} may hold an id of {owner.name}, by {filler.name}: it is taken for one of {target.name}"
                fix = "ask in the filter for objects of that side alone"
                yield found("FD505", reading.at_trigger(flow, "filter"), why, fix)


def _takes(reading: Reading, flow: Flow, filler: Flow) -> bool:
    """Whether a flow is set off by objects whose counterpart another flow has brought."""
    known = dict(reading.links.linked(flow.side, flow.source))
    if filler.side is flow.side:
        known |= {**implied(flow.side.db, filler.trigger["filter"]), **known}
    else:
        known |= {code: values for effect in effects(filler, {}) for code, values in effect.known.items()}
    state = flow.source.state_attribute if flow.source is not None else None
    known.pop(state or "", None)
    return Decision(flow.side.db, known).finds(flow.trigger["filter"]) is Certainty.YES


# Ids that nobody keeps


def _never_filled(reading: Reading) -> Iterator[Finding]:
    unfilled: dict[tuple[Flow | None, Itop, str], list[Flow]] = {}
    for flow in reading.flows:
        for code in sorted(reading.links.key_codes(flow)) if flow.writes and flow.target is not None else ():
            if not _is_filled(reading, flow, code):
                unfilled.setdefault((_maker(reading, flow), flow.side, code), []).append(flow)
    for (maker, side, code), flows in unfilled.items():
        users = " and ".join(flow.name for flow in flows)
        if maker is not None:
            yield _unfilled(reading, maker, side, code, users)
        else:
            why = f"no webhook makes the other side's ticket, so none fills {code}, which {users} takes for the key"
            fix = f"let a transfer fill it; if people fill {code} by hand, all is well"
            yield found("FD503", reading.at(flows[0], "payload /key"), why, fix, Severity.WARNING)


def _maker(reading: Reading, flow: Flow) -> Flow | None:
    """What makes the objects of which a flow's side should know the other's id."""
    sides = {flow.side, flow.target}
    return next((each for each in reading.flows if each.creates and {each.side, each.target} == sides), None)


def _is_filled(reading: Reading, flow: Flow, code: str) -> bool:
    return (flow.side, code) in reading.links.filled or _by_design(flow, code) or _answer_unread(reading, flow)


def _unfilled(reading: Reading, maker: Flow, side: Itop, code: str, users: str) -> Finding:
    if maker.target is side:
        where = reading.at(maker, f"payload /fields/{code}")
        given = forms_in(maker.fields.get(code))
        fix = f'write "{code}": "$this->{OWN_ID}$"'
        got = f"gets $this->{given[0]}$, not the sender's id" if given else "does not get the sender's id"
        why = f"{code} of {side.name} {got}, and {users} takes it for the key: it names nothing at the sender"
        return found("FD503", where, why, fix)
    where = reading.at(maker, "process_response_callback")
    why = f"nobody keeps in {code} the id of what is made at {maker.target.name if maker.target else ''}, and {users} "
    return found(
        "FD503", where, f"{why}takes it for the key", f"name a callback that sets {code} to the id in the answer"
    )


def _by_design(flow: Flow, code: str) -> bool:
    """Whether some method of the design, other than those that read answers, fills an attribute."""
    set_ = re.compile(rf"->\s*Set\s*\(\s*['\"]{re.escape(code)}['\"]")
    classes = flow.source.ancestors if flow.source is not None else ()
    codes = (method.code for above in classes for method in above.methods.values())
    return any(set_.search(php) for php in codes if not re.search(r"WebResponse|\$\w*response", php, re.IGNORECASE))


def _answer_unread(reading: Reading, flow: Flow) -> bool:
    """A callback that is named and not found, or not understood, is told of elsewhere."""
    makers = (each for each in reading.flows if each.creates and each.side is flow.side)
    return any(each.action["process_response_callback"] and not _sets(callback_of(each)) for each in makers)


def _sets(callback: CallbackMethod | None) -> bool:
    return callback is not None and bool(callback.code.sets)
