"""The file of a contract: TOML that names a wiring, and says only where its contract is to be another than is read."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fake_itop.history import NAMES
from fake_itop.integration.contract.shown import lines_of
from fake_itop.integration.contract.value import (
    Act,
    Contract,
    Flow,
    Key,
    Objects,
    Occasion,
    Pair,
    Place,
    Promise,
    Way,
)
from fake_itop.values.names import InputError, expected


class ContractError(InputError):
    """A contract's file that cannot be used: one line that says where, what, and what would be right."""


@dataclass(frozen=True)
class ContractFile:
    """What a file says: of which wiring it is, and its changes to what is read from that."""

    path: Path
    wiring: str
    data: Mapping[str, Any]

    def amend(self, contract: Contract) -> Contract:
        """A derived contract as the file wants it.

        Raises:
            ContractError: it contradicts what was derived.
        """
        for name, change in _CHANGES.items():
            if name in self.data:
                try:
                    contract = change(contract, self.data[name])
                except ContractError as error:
                    raise ContractError(f"{self.path}: {name}: {error}") from None
        return contract


def load(path: Path) -> ContractFile:
    """Read a contract's file.

    Raises:
        ContractError: it cannot be read, is no TOML, or not in the form of a contract.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ContractError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise ContractError(f"{path}: not UTF-8 at byte {error.start}; a contract is TOML in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ContractError(f"{path}: not TOML: {error}") from None
    unknown = next((key for key in data if key not in ("wiring", *_CHANGES)), None)
    if unknown is not None:
        raise ContractError(f"{path}: unknown key {unknown!r}; {expected(unknown, ('wiring', *_CHANGES))}")
    named = data.get("wiring")
    if not isinstance(named, str) or not named:
        raise ContractError(f'{path}: "wiring" is missing; right would be such as wiring = "working"')
    beside = path.parent / named
    return ContractFile(path, str(beside) if beside.is_file() else named, data)


def written(contract: Contract, wiring: str) -> str:
    """The file of a contract as it is read, for editing: all that was derived stands in it as comments."""
    derived = "".join(f"# {line}".rstrip() + "\n" for line in lines_of(contract))
    return f"{_HEAD}\n{derived}\nwiring = {json.dumps(wiring, ensure_ascii=False)}\n{_EXAMPLES}"


_HEAD = """\
# The contract of an integration. What follows as comments was read from the wiring, and is read anew each time:
# write below only what is to be otherwise.
"""
_EXAMPLES = """
# [without]     # promises that are left out, each with the reason; a checker's name alone leaves out all of its kind
# "order: ours.private_log -> partner.public_log" = "the partner sorts them"
# [names]       # other names for acts
# "our-resolve" = "we-solve"
# [opaque]      # attributes whose texts nobody compares, each with the reason
# "partner.public_log" = "the partner rewrites it"
# [weights]     # how often acts are drawn; 0 forbids one
# "our-close" = 0
# [[acts]]      # what people can do beyond
# of = "ours UserRequest"
# name = "our-rename"
# writes = "title"
# [[pairs]]     # which objects belong together, where that cannot be read
# here = "ours UserRequest"
# there = "partner UserRequest"
# keys = ["partner.remote_ticketid = ours.id"]
# [[flows]]     # what is sent, where that cannot be read
# from = "ours.title"
# to = "partner.title"
# [[promises]]  # what has to hold beyond
# checker = "order"
# about = "ours.private_log -> partner.public_log"
"""


def _without(contract: Contract, data: object) -> Contract:
    known = {name for each in contract.promises for name in (each.checker, _named(each))}
    left_out = set(_reasons(data, known))
    kept = (each for each in contract.promises if not left_out & {each.checker, _named(each)})
    return replace(contract, promises=tuple(kept))


def _opaque(contract: Contract, data: object) -> Contract:
    ends = {flow.name: {str(flow.source), str(flow.target)} for flow in contract.flows}
    opaque = set(_reasons(data, set().union(*ends.values())))
    kept = (each for each in contract.promises if not opaque & ends.get(each.about, set()))
    return replace(contract, promises=tuple(kept))


def _names(contract: Contract, data: object) -> Contract:
    names = _table(data, (act.name for act in contract.acts), lambda value: isinstance(value, str), "a name")
    renamed = [replace(act, name=names.get(act.name, act.name)) for act in contract.acts]
    twice = next((act.name for act in renamed if sum(each.name == act.name for each in renamed) > 1), None)
    if twice is not None:
        raise ContractError(f"{twice!r} would be the name of several acts; each needs one of its own")
    return replace(contract, acts=tuple(renamed))


def _weights(contract: Contract, data: object) -> Contract:
    weights = _table(
        data,
        (act.name for act in contract.acts),
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "a number from 0",
    )
    weighed = (replace(act, weight=weights.get(act.name, act.weight)) for act in contract.acts)
    return replace(contract, acts=tuple(act for act in weighed if act.weight))


def _acts(contract: Contract, data: object) -> Contract:
    added = []
    for row in _rows(data, ("of", "name", "writes", "stimulus", "start", "end", "weight"), ("of", "name")):
        objects = _objects(contract, row["of"])
        given = {key: row[key] for key in ("writes", "stimulus", "start", "end", "weight") if key in row}
        if not {"writes", "stimulus"} & given.keys():
            raise ContractError(f'{row["name"]!r} does nothing; right would be writes = "title" or a stimulus')
        added.append(Act(objects, row["name"], **given))
    return replace(contract, acts=(*contract.acts, *added))


def _pairs(contract: Contract, data: object) -> Contract:
    added = []
    for row in _rows(data, ("here", "there", "keys"), ("here", "there")):
        keys = tuple(_key(contract, text) for text in row.get("keys", []))
        added.append(Pair(_objects(contract, row["here"]), _objects(contract, row["there"]), "", keys))
    told = {(each.here, each.there) for each in added}
    kept = (each for each in contract.pairs if (each.here, each.there) not in told)
    return replace(contract, pairs=(*kept, *added))


def _flows(contract: Contract, data: object) -> Contract:
    added = []
    for row in _rows(data, ("from", "to", "kind"), ("from", "to")):
        source, target = _place(contract, row["from"]), _place(contract, row["to"])
        kind = row.get("kind", "value")
        if kind not in _KINDS:
            raise ContractError(f"kind {kind!r}; {expected(kind, _KINDS)}")
        of = next((each for each in contract.paired if each.party == source.party), Objects(source.party, ""))
        said = Occasion(of, "", f"{source.attribute} changes", watched=(source.attribute,))
        added.append(Flow(source, target, kind, (Way(said),)))
    return replace(contract, flows=(*contract.flows, *added))


_KINDS = ("entries", "note", "value")


def _promises(contract: Contract, data: object) -> Contract:
    about = {flow.name for flow in contract.flows} | {move.name for move in contract.moves}
    added = []
    for row in _rows(data, ("checker", "about", "says"), ("checker", "about")):
        if row["checker"] not in NAMES:
            raise ContractError(f"no checker {row['checker']!r}; {expected(row['checker'], NAMES)}")
        if row["about"] not in about:
            raise ContractError(f"nothing is {row['about']!r}; {expected(row['about'], about)}")
        added.append(Promise(row["checker"], row["about"], row.get("says", "")))
    return replace(contract, promises=(*contract.promises, *added))


_CHANGES: Mapping[str, Callable[[Contract, object], Contract]] = {
    "pairs": _pairs,
    "flows": _flows,
    "acts": _acts,
    "promises": _promises,
    "without": _without,
    "opaque": _opaque,
    "weights": _weights,
    "names": _names,
}
"""What a file may hold beside the wiring's name, in the order in which it takes effect."""


def _named(promise: Promise) -> str:
    return f"{promise.checker}: {promise.about}"


def _reasons(data: object, known: Iterable[str]) -> Mapping[str, str]:
    return _table(data, known, lambda value: isinstance(value, str) and bool(value.strip()), "the reason, a text")


def _table(data: object, known: Iterable[str], right: Callable[[Any], bool], what: str) -> Mapping[str, Any]:
    names = set(known)
    if not isinstance(data, Mapping):
        raise ContractError("not a table of names; right would be NAME = ...")
    for name, value in data.items():
        if name not in names:
            raise ContractError(f"there is no {name!r}; {expected(name, names)}")
        if not right(value):
            raise ContractError(f"{name!r} is {value!r}; it is {what}")
    return data


def _rows(data: object, known: tuple[str, ...], needed: tuple[str, ...]) -> list[Mapping[str, Any]]:
    if not isinstance(data, list) or not all(isinstance(row, Mapping) for row in data):
        raise ContractError("not a list of tables; right would be [[...]]")
    for number, row in enumerate(data, 1):
        unknown = next((key for key in row if key not in known), None)
        if unknown is not None:
            raise ContractError(f"number {number}: unknown key {unknown!r}; {expected(unknown, known)}")
        missing = next((key for key in needed if not row.get(key)), None)
        if missing is not None:
            raise ContractError(f"number {number}: {missing!r} is missing")
    return data


def _objects(contract: Contract, text: object) -> Objects:
    party, _, cls = str(text).partition(" ")
    parties = [each.name for each in contract.parties]
    if party not in parties or not cls:
        raise ContractError(f'{text!r} is no party and class, as "{parties[0]} Ticket"; {expected(party, parties)}')
    return Objects(party, cls)


def _place(contract: Contract, text: object) -> Place:
    party, _, attribute = str(text).strip().partition(".")
    parties = [each.name for each in contract.parties]
    if party not in parties or not attribute:
        raise ContractError(f'{text!r} is no attribute of a party, as "{parties[0]}.title"; {expected(party, parties)}')
    return Place(party, attribute)


def _key(contract: Contract, text: object) -> Key:
    holder, equals, named = str(text).partition("=")
    if not equals:
        raise ContractError(f'{text!r} is no key; right would be such as "partner.remote_ticketid = ours.id"')
    return Key(_place(contract, holder), _place(contract, named))
