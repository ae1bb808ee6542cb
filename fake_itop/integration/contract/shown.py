"""A contract for people: what it says line by line, and who sends what to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fake_itop.integration.contract.value import Contract, Move, Occasion

ARROW = "──▶"


def lines_of(contract: Contract) -> list[str]:
    """The contract part by part."""
    return [
        f"{contract.name}: {', '.join(_party(each.name, each.kind) for each in contract.parties)}",
        *_part("pairs of objects", _pairs(contract)),
        *_part("flows", _flows(contract)),
        *_part("moves", _moves(contract)),
        *_part("acts", _acts(contract)),
        *_part("promises", _promises(contract)),
        *_part("not derived", (str(each) for each in contract.unknown)),
    ]


def diagram_of(contract: Contract) -> list[str]:
    """A line for each request: who sends it to whom, when, and what it does and brings."""
    rows = [(_ends(contract, each), each.event, _does(contract, each)) for each in contract.occasions]
    wide, long = (max((len(row[at]) for row in rows), default=0) for at in (0, 1))
    return [f"{ends:{wide}}  {event:{long}}  {does}".rstrip() for ends, event, does in dict.fromkeys(rows)]


def _party(name: str, kind: str) -> str:
    return name if kind == "iTop" else f"{name} ({kind})"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield from ("", title, *(f"  {line}" for line in told))


def _pairs(contract: Contract) -> Iterator[str]:
    for pair in contract.pairs:
        keys = ", ".join(map(str, pair.keys)) or "neither names the other"
        yield f"{pair.here} → {pair.there}, made by {pair.made_by}: {keys}"


def _flows(contract: Contract) -> Iterator[str]:
    for flow in contract.flows:
        yield f"{flow.name} ({flow.kind})"
        yield from (f"  {way} [{way.occasion.action}]" for way in flow.ways)


def _moves(contract: Contract) -> Iterator[str]:
    for move in contract.moves:
        ways = ", ".join(f"{start} → {end}" for start, end in move.states)
        yield f"{move.name}{f' ({ways})' if ways else ''}"
        yield from (f"  {each} [{each.action}]" for each in move.occasions)


def _acts(contract: Contract) -> Iterator[str]:
    wide = max((len(act.name) for act in contract.acts), default=0)
    for act in contract.acts:
        yield f"{act.name:{wide}}  {act.weight}  {act}"


def _promises(contract: Contract) -> Iterator[str]:
    about = dict.fromkeys(promise.about for promise in contract.promises)
    for each in about:
        kept = [promise for promise in contract.promises if promise.about == each]
        yield each
        yield from (f"  {promise.checker}: {promise.says}" for promise in kept)


def _ends(contract: Contract, occasion: Occasion) -> str:
    return f"{occasion.objects.party} {ARROW} {', '.join(_receivers(contract, occasion))}"


def _receivers(contract: Contract, occasion: Occasion) -> list[str]:
    moved = (move.target.party for move in contract.moves if occasion in move.occasions)
    sent = (flow.target.party for flow in contract.flows if any(way.occasion == occasion for way in flow.ways))
    return list(dict.fromkeys((*moved, *sent)))


def _does(contract: Contract, occasion: Occasion) -> str:
    moved = [_in_words(move) for move in contract.moves if occasion in move.occasions]
    brought = [
        f"{flow.source.attribute} → {flow.target.attribute}"
        for flow in contract.flows
        if any(way.occasion == occasion for way in flow.ways)
    ]
    return "; ".join((*moved, *brought))


def _in_words(move: Move) -> str:
    return f"{move.verb} {move.what or move.target.cls}"
