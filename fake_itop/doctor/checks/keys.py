"""Whose id is it? Keys that mean an object over there, and must be made of what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.doctor.finding import Finding, found
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.links import OWN_ID, callback_of, named_in
from fake_itop.doctor.reading import Reading
from fake_itop.values.php_types import is_numeric

_BY_ID = re.compile(r"\bid\s*=\s*['\"]?\$this-(?:>|&gt;)id\$", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Findings about keys."""
    for flow in reading.flows:
        if flow.writes and flow.target is not None:
            yield from _own_id(reading, flow)
            yield from _fixed(reading, flow)
            yield from _never_filled(reading, flow)


def _own_id(reading: Reading, flow: Flow) -> Iterator[Finding]:
    """The own id names another object over there, or none."""
    key = flow.key
    is_own = isinstance(key, str) and (key.strip() in ("$this->id$", "$this-&gt;id$") or _BY_ID.search(key))
    if not is_own or flow.target is flow.side:
        return
    held = sorted(reading.links.of(flow.side) & set(flow.source.attributes if flow.source is not None else ()))
    fix = f"write $this->{held[0]}$" if held else "keep the other side's id in an attribute, and take that"
    why = f"the own id is the id of another object at {flow.target.name}, or of none"
    yield found("FD504", reading.at(flow, "payload /key"), why, fix)


def _fixed(reading: Reading, flow: Flow) -> Iterator[Finding]:
    if is_numeric(flow.key):
        why = f"every object writes to the one of id {flow.key}"
        yield found("FD504", reading.at(flow, "payload /key"), why, "take the key from the object: $this->…$")


def _never_filled(reading: Reading, flow: Flow) -> Iterator[Finding]:
    for code in sorted(reading.links.key_codes(flow)):
        if (flow.side, code) in reading.links.filled or _by_design(flow, code) or _answer_unread(reading, flow):
            continue
        makers = [
            each
            for each in reading.flows
            if each.creates and (each.side is flow.side or (each.target is flow.side and each.side is flow.target))
        ]
        if not makers:
            continue
        yield _unfilled(reading, flow, code, makers[0])


def _unfilled(reading: Reading, flow: Flow, code: str, maker: Flow) -> Finding:
    if maker.target is flow.side:
        where = reading.at(maker, f"payload /fields/{code}")
        given = named_in(maker.fields.get(code))
        fix = f'write "{code}": "$this->{OWN_ID}$"'
        got = f"gets $this->{given[0]}$, not the sender's id" if given else "does not get the sender's id"
        why = f"{flow.side.name}'s {code} {got}, and {flow.name} takes it for the key: it names nothing at the sender"
        return found("FD503", where, why, fix)
    where = reading.at(maker, "process_response_callback")
    why = f"nobody keeps the id of what is made at {maker.target.name if maker.target else ''} in {code}, "
    why += f"which {flow.name} takes for the key"
    return found("FD503", where, why, f"name a callback that sets {code} to the id in the answer")


def _by_design(flow: Flow, code: str) -> bool:
    """Whether some other method of the design fills an attribute."""
    set_ = re.compile(rf"->\s*Set\s*\(\s*['\"]{code}['\"]")
    methods = [method for above in (flow.source.ancestors if flow.source else ()) for method in above.methods.values()]
    named = {flow.action["process_response_callback"].rpartition(">")[2]}
    return any(
        set_.search(method.code) for method in methods if method.name not in named and not _is_callback(method.code)
    )


def _is_callback(code: str) -> bool:
    return "WebResponse" in code or "$oResponse" in code


def _answer_unread(reading: Reading, flow: Flow) -> bool:
    """A callback that is named and not found, or not understood, is told of elsewhere."""
    makers = [each for each in reading.flows if each.creates and each.side is flow.side]
    return any(
        each.action["process_response_callback"] and not (callback_of(each) and callback_of(each).sets)  # type: ignore[union-attr]
        for each in makers
    )
