"""What follows from flows and moves: the promises that an exchange has to keep, whatever people and networks do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.contract.value import Contract, Flow, Move, Pair, Place, Promise

_OF_ENTRIES = (
    ("entry-lost", "arrives"),
    ("entry-twice", "arrives as often as it was written"),
    ("entry-intact", "arrives as it was written"),
    ("order", "arrives in the order in which it was written"),
    ("echo", "does not come back"),
)


def promises_of(contract: Contract, models: Mapping[str, Datamodel]) -> tuple[Promise, ...]:
    """The promises of a contract, flow by flow, move by move, then those about all of it."""
    if contract.is_empty:
        return ()
    each = (
        *(promise for flow in contract.flows for promise in _of_flow(flow)),
        *(promise for move in contract.moves for promise in _of_move(move)),
        *(promise for pair in contract.pairs for promise in _of_pair(contract, pair)),
        *_of_all(contract, models),
    )
    return tuple(dict.fromkeys(each))


def _of_flow(flow: Flow) -> Iterator[Promise]:
    if flow.kind == "entries":
        for checker, says in _OF_ENTRIES:
            yield Promise(checker, flow.name, f"an entry of {flow.source} {says}")
    elif flow.kind == "note":
        yield Promise("resolution", flow.name, f"what is set in {flow.source} is in {flow.target} then")
    elif flow.is_of_changes:
        yield Promise("value", flow.name, f"{flow.target} comes to the latest {flow.source}")


def _of_move(move: Move) -> Iterator[Promise]:
    if move.verb != "creates":
        ways = " or ".join(dict.fromkeys(end for _, end in move.states)) or "gone"
        yield Promise("resolution", move.name, f"when {move.source} {move.occasions[0].event}, {move.target} is {ways}")


def _of_pair(contract: Contract, pair: Pair) -> Iterator[Promise]:
    about = f"{pair.here} -> {pair.there}"
    yield Promise("one-partner-ticket", about, f"one {pair.here} has one {pair.there}, and each names the other")
    yield Promise("convergence", about, "once links have healed both sides agree")
    if any(move.target in (pair.here, pair.there) for move in contract.moves):
        yield Promise("lifecycle", about, "states change along transitions only")


def _of_all(contract: Contract, models: Mapping[str, Datamodel]) -> Iterator[Promise]:
    yield Promise("traffic", contract.name, "one act causes a bounded number of messages")
    kept = [place for place in _logs(contract, models) if not _is_sent(contract, place)]
    for place in kept:
        yield Promise("disclosure", str(place), f"what stands in {place} goes nowhere, since no flow carries it")


def _logs(contract: Contract, models: Mapping[str, Datamodel]) -> Iterator[Place]:
    for each in contract.paired:
        for code, attribute in models[each.party][each.cls].attributes.items():
            if isinstance(attribute, AttributeCaseLog):
                yield Place(each.party, code)


def _is_sent(contract: Contract, place: Place) -> bool:
    return any(flow.source == place for flow in contract.flows)
