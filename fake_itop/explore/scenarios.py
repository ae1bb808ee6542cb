"""The scenarios that an integration's contract says: one for each flow and move, each played for itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fake_itop.explore.opening import Opening, StagedAct
from fake_itop.explore.run import Run
from fake_itop.history.texts import of_html
from fake_itop.integration.contract import Contract, Flow, Move, Objects, Place
from fake_itop.integration.scenarios import Expectation, PlayedScenario, Scenario
from fake_itop.store import Record

WRITTEN = "Which floor are you on?"
"""What people write in them."""


def scenarios_of(contract: Contract) -> list[Scenario]:
    """The scenarios of a contract: what makes counterparts first, then flows, then other moves."""
    made = [move for move in contract.moves if move.verb == "creates"]
    moved = [move for move in contract.moves if move.verb in ("applies", "sets")]
    sent = [flow for flow in contract.flows if flow.is_of_changes]
    return [
        *(Scenario(move.name, f"there is one {move.target} of it", partial(_made, move)) for move in made),
        *(Scenario(flow.name, _promise(flow), partial(_sent, flow)) for flow in sent),
        *(Scenario(move.name, f"{move.target} follows", partial(_moved, move)) for move in moved),
    ]


def play_derived(contract: Contract, opening: Opening) -> list[PlayedScenario]:
    """Play all scenarios of a contract, each from the opening."""
    return [play_scenario(scenario, contract, opening) for scenario in scenarios_of(contract)]


def play_scenario(scenario: Scenario, contract: Contract, opening: Opening) -> PlayedScenario:
    """Play one of them."""
    exchange = Exchange(contract, Run(opening, seed=0))
    steps = tuple(scenario.body(exchange))
    rows = [message.to_json() for message in exchange.run.traffic.journal.rows()]
    return PlayedScenario(scenario, steps, rows, exchange.tickets())


@dataclass(frozen=True)
class Exchange:
    """A run, and what happens in it by the contract."""

    contract: Contract
    run: Run

    def transfer(self) -> None:
        """Let the counterpart be made."""
        act = next((act for act in self.run.opening.acts if act.is_transfer), None)
        if act is not None:
            self.run.do(act, WRITTEN)

    def bring(self, instance: str, state: str) -> bool:
        """Let people bring a ticket to a state on the shortest way; whether it is there."""
        for act in self._way(instance, state):
            self.run.do(act, WRITTEN)
        return self.state(instance) == state

    def _way(self, instance: str, state: str) -> tuple[StagedAct, ...]:
        acts = [act for act in self.run.opening.acts if act.instance == instance and act.stimulus]
        ways: dict[str, tuple[StagedAct, ...]] = {self.state(instance): ()}
        waiting = deque(ways)
        while waiting:
            now = waiting.popleft()
            for act in acts:
                if act.start == now and act.end not in ways:
                    ways[act.end] = (*ways[now], act)
                    waiting.append(act.end)
        return ways.get(state, ())

    def state(self, instance: str) -> str:
        """The state of an instance's ticket."""
        return self.run.our_state if instance == self.run.ours else self.run.partner_state

    def record(self, instance: str) -> Record | None:
        """An instance's ticket."""
        itop = self.run.opening.sides[instance]
        key = self.run.opening.ticket if instance == self.run.ours else self.run.partner_ticket
        return itop.db.store.get(self.run.opening.terms.tickets[instance].cls, key)

    def value(self, place: Place) -> Any:
        """What a ticket holds: a log's entries as texts, the oldest first; anything else as text."""
        record = self.record(place.party)
        if record is None:
            return "no object"
        if place.attribute == "id":
            return str(record.id)
        value = self.run.opening.sides[place.party].db.reader.read(record, place.attribute)
        if place.attribute in self.run.opening.terms.tickets[place.party].logs:
            return [of_html(entry.text) for entry in value or ()]
        return "" if value is None else of_html(str(value))

    def counterparts(self) -> int:
        """How many objects the partner has that came from us."""
        opening = self.run.opening
        table = opening.partner.db.store.table(opening.terms.tickets[self.run.partner].cls)
        return sum(key > opening.last_of_theirs for key in table)

    def tickets(self) -> Mapping[str, Mapping[str, Any]]:
        """What of both tickets has to do with the contract."""
        places = dict.fromkeys(place for flow in self.contract.flows for place in (flow.source, flow.target))
        terms = self.run.opening.terms
        shown = {name: [Place(name, tickets.state)] for name, tickets in terms.tickets.items() if tickets.state}
        for place in places:
            if place.party in shown:
                shown[place.party].append(place)
        return {name: {place.attribute: self.value(place) for place in each} for name, each in shown.items()}


def _promise(flow: Flow) -> str:
    if flow.kind == "entries":
        return f"an entry of {flow.source} arrives once in {flow.target}, and nowhere else"
    return f"{flow.target} is what {flow.source} is set to"


def _made(move: Move, exchange: Exchange) -> Iterator[Expectation]:
    exchange.transfer()
    exchange.run.close()
    yield Expectation(f"objects that {move.target.party} got by it", 1, exchange.counterparts())
    for flow in exchange.contract.flows:
        if flow.kind == "value" and _is_brought(flow, move):
            yield Expectation(str(flow.target), exchange.value(flow.source), exchange.value(flow.target))
    for pair in exchange.contract.pairs:
        if (pair.here, pair.there) == (move.source, move.target):
            sent = {str(flow.target) for flow in exchange.contract.flows if _is_brought(flow, move)}
            for key in (key for key in pair.keys if str(key.holder) not in sent):
                yield Expectation(str(key.holder), exchange.value(key.names), exchange.value(key.holder))


def _is_brought(flow: Flow, move: Move) -> bool:
    """Whether a value is taken along by what does a move, as it is."""
    ways = (way for way in flow.ways if way.occasion in move.occasions)
    return any(not way.mixed and way.function in ("", "raw", "html", "text") for way in ways)


def _sent(flow: Flow, exchange: Exchange) -> Iterator[Expectation]:
    exchange.transfer()
    act = _writing(flow.source, exchange.run.opening)
    if act is None or not exchange.run.can(act):
        yield Expectation(f"{flow.source} can be written", "yes", "no")
        return
    exchange.run.do(act, WRITTEN)
    exchange.run.close()
    if flow.kind != "entries":
        yield Expectation(str(flow.target), exchange.value(flow.source), exchange.value(flow.target))
        return
    for place in _logs(exchange.run.opening):
        expected = [WRITTEN] if place in (flow.source, flow.target) else []
        yield Expectation(str(place), expected, exchange.value(place))


def _writing(place: Place, opening: Opening) -> StagedAct | None:
    """What people do to write something."""
    acts = (act for act in opening.acts if act.instance == place.party and not act.stimulus)
    return next((act for act in acts if place.attribute in (*act.texts, *act.chosen)), None)


def _logs(opening: Opening) -> Iterator[Place]:
    for name, tickets in opening.terms.tickets.items():
        yield from (Place(name, log) for log in tickets.logs)


def _moved(move: Move, exchange: Exchange) -> Iterator[Expectation]:
    ends, state = dict(move.states), move.occasions[0].state
    exchange.transfer()
    _prepare(exchange, move.target, tuple(ends))
    before = exchange.state(move.target.party)
    if not state or not exchange.bring(move.source.party, state):
        yield Expectation(f"{move.source}: its state", state or "one that tells", exchange.state(move.source.party))
        return
    exchange.run.close()
    yield Expectation(f"{move.target}: its state", ends.get(before, before), exchange.state(move.target.party))
    for flow in exchange.contract.flows:
        if flow.kind == "note" and any(way.occasion in move.occasions for way in flow.ways):
            yield Expectation(str(flow.target), [exchange.value(flow.source)], exchange.value(flow.target))
        elif flow.kind == "value" and _is_brought(flow, move):
            yield Expectation(str(flow.target), exchange.value(flow.source), exchange.value(flow.target))


def _prepare(exchange: Exchange, target: Objects, states: tuple[str, ...]) -> None:
    """Let the other ticket be where the move is possible, if it is not."""
    for state in states:
        if exchange.state(target.party) in states or exchange.bring(target.party, state):
            return
