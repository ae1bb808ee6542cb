"""Random data and random queries: joins, unions, nested selects, functions, unset keys and NULLs among them."""

from __future__ import annotations

from random import Random
from typing import Any

from fake_itop.store import Record, Store

NAMES = ("Ann", "ann", "Änn", "Bob", "Carl", "", "12", "3 dogs", "R-000002")
STATES = ("new", "assigned", "resolved", "closed")
DATES = ("2024-01-01 00:00:00", "2024-02-29 12:30:45", "2024-03-01 08:00:00", None)

COLUMNS: dict[str, tuple[str, ...]] = {
    "Organization": ("id", "name", "code", "parent_id", "parent_name", "status", "friendlyname"),
    "Contact": ("id", "name", "org_id", "email", "finalclass", "org_name", "status"),
    "Person": ("id", "name", "first_name", "org_id", "manager_id", "manager_name", "friendlyname", "status"),
    "Team": ("id", "name", "org_id"),
    "lnkPersonToTeam": ("id", "person_id", "team_id", "team_name"),
    "Ticket": ("id", "ref", "title", "org_id", "caller_id", "agent_id", "caller_name", "start_date"),
    "UserRequest": (
        "id",
        "title",
        "status",
        "priority",
        "caller_id",
        "agent_id",
        "agent_name",
        "remote_ticketid",
        "start_date",
        "close_date",
        "parent_request_id",
    ),
}
KEYS: dict[str, tuple[tuple[str, str], ...]] = {
    "Organization": (("parent_id", "Organization"),),
    "Contact": (("org_id", "Organization"),),
    "Person": (("org_id", "Organization"), ("manager_id", "Person")),
    "Team": (("org_id", "Organization"),),
    "lnkPersonToTeam": (("person_id", "Person"), ("team_id", "Team")),
    "Ticket": (("org_id", "Organization"), ("caller_id", "Person"), ("agent_id", "Contact")),
    "UserRequest": (("agent_id", "Person"), ("caller_id", "Contact"), ("parent_request_id", "UserRequest")),
}
TREE_OPERATORS = tuple(
    f"{negation}{operator}{strict}"
    for negation in ("", "NOT ")
    for operator in ("BELOW", "ABOVE")
    for strict in ("", " STRICT")
)


def put(store: Store, cls: str, **values: Any) -> Record:
    meta = store.model[cls]
    record = Record(meta, store.take_id(cls), tuple(values.get(c, meta.attributes[c].default) for c in meta.columns))
    store.put(record)
    return record


def fill(store: Store, random: Random) -> None:
    """A few objects of each class, with holes in them."""

    def some(records: list[Record]) -> int:
        return 0 if random.random() < 0.25 else random.choice(records).id

    organizations: list[Record] = []
    for _ in range(5):
        values = {"name": random.choice(NAMES), "code": random.choice(NAMES), "parent_id": 0}
        if organizations and random.random() < 0.7:
            values["parent_id"] = random.choice(organizations).id
        organizations.append(put(store, "Organization", **values, status=random.choice(("active", "inactive"))))
    people: list[Record] = []
    for _ in range(7):
        values = {"name": random.choice(NAMES), "first_name": random.choice(NAMES), "org_id": some(organizations)}
        people.append(put(store, "Person", **values, manager_id=some(people) if people else 0))
    teams = [put(store, "Team", name=random.choice(NAMES), org_id=some(organizations)) for _ in range(2)]
    for _ in range(5):
        put(store, "lnkPersonToTeam", person_id=random.choice(people).id, team_id=random.choice(teams).id)
    tickets: list[Record] = []
    for _ in range(9):
        values = {
            "ref": f"R-{len(tickets):06}",
            "title": random.choice(NAMES),
            "status": random.choice(STATES),
            "priority": random.choice("1234"),
            "org_id": some(organizations),
            "caller_id": some(people),
            "agent_id": some(people),
            "remote_ticketid": random.choice((None, 0, 1, 2)),
            "start_date": random.choice(DATES),
            "close_date": random.choice(DATES),
            "parent_request_id": some(tickets) if tickets else 0,
        }
        tickets.append(put(store, random.choice(("UserRequest", "UserRequest", "Change")), **_known(store, values)))
        if tickets[-1].cls.name == "Change":
            tickets.pop()


def _known(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in values.items() if code in store.model["UserRequest"].columns}


class QueryMaker:
    """Makes queries out of a random source."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def query(self, depth: int = 0) -> str:
        """A query; now and then a union."""
        if depth == 0 and self.random.random() < 0.15:
            family = self.random.choice((("Person", "Team", "Contact"), ("UserRequest", "Ticket"), ("Organization",)))
            picked = [self.random.choice(family) for _ in range(self.random.choice((2, 3)))]
            return " UNION ".join(self.select(cls, depth) for cls in picked)
        return self.select(self.random.choice(tuple(COLUMNS)), depth)

    def select(self, cls: str, depth: int) -> str:
        sources, joins = {"a": cls}, ""
        for alias in "bcd"[: self.random.choice((0, 0, 1, 1, 2, 3))]:
            joins += self.join(alias, sources)
        head = f"SELECT {cls} AS a"
        if joins and self.random.random() < 0.2 and depth == 0:
            chosen = self.random.choice(list(sources))
            if sources[chosen] == cls:
                head = f"SELECT {chosen} FROM {cls} AS a"  # noqa: S608
        where = f" WHERE {self.condition(sources, depth, 3)}" if self.random.random() < 0.9 else ""
        return head + joins + where

    def join(self, alias: str, sources: dict[str, str]) -> str:
        """A join to one of the sources, along a key of either side."""
        known = self.random.choice(list(sources))
        outwards = [(alias, target, f"{known}.{key}", f"{alias}.id") for key, target in KEYS[sources[known]]]
        inwards = [
            (alias, owner, f"{alias}.{key}", f"{known}.id")
            for owner, keys in KEYS.items()
            for key, target in keys
            if target == sources[known]
        ]
        _, cls, left, right = self.random.choice(outwards + inwards)
        sources[alias] = cls
        hierarchical = left.endswith((".parent_id", ".manager_id")) and left[2:] == "parent_id"
        operator = self.random.choice(TREE_OPERATORS) if hierarchical and self.random.random() < 0.7 else "="
        return f" JOIN {cls} AS {alias} ON {left} {operator} {right}"

    def condition(self, sources: dict[str, str], depth: int, size: int) -> str:
        if size > 1 and self.random.random() < 0.5:
            parts = [self.condition(sources, depth, size - 1) for _ in range(self.random.choice((2, 2, 3)))]
            chain = self.random.choice((" AND ", " AND ", " OR ")).join(parts)
            return self.random.choice((*[f"({chain})"] * 4, f"({chain}) = 0", f"ISNULL({chain})"))
        column = self.column(sources)
        match self.random.randrange(10):
            case 0 | 1:
                return f"{column} {self.random.choice(('=', '=', '!=', '<', '>='))} {self.constant()}"
            case 2:
                return f"{column} = {self.column(sources)}"
            case 3:
                items = ", ".join(self.constant() for _ in range(self.random.choice((1, 2, 3))))
                return f"{column} {self.random.choice(('IN', 'NOT IN'))} ({items})"
            case 4 if depth < 2:
                return f"{column} {self.random.choice(('IN', 'NOT IN'))} ({self.nested(depth + 1)})"
            case 5:
                pattern = self.random.choice(("%n%", "a_n", "%b", "R%"))
                return f"{column} {self.random.choice(('LIKE', 'NOT LIKE'))} '{pattern}'"
            case 6:
                return self.random.choice(
                    (
                        f"ISNULL({column})",
                        f"COALESCE({column}, 'x') = {self.constant()}",
                        f"IF({column}, {self.column(sources)}, 'y') = {self.constant()}",
                        f"CONCAT({column}, '') = {self.constant()}",
                        f"ISNULL({column}) = 0",
                    )
                )
            case _:
                return (
                    f"{column} {self.random.choice('+-*/&')} {self.random.choice('0123')} {self.random.choice('=<')} 2"
                )

    def nested(self, depth: int) -> str:
        return self.select(self.random.choice(tuple(COLUMNS)), depth)

    def column(self, sources: dict[str, str]) -> str:
        alias = self.random.choice(list(sources))
        return f"{alias}.{self.random.choice(COLUMNS[sources[alias]])}"

    def constant(self) -> str:
        return self.random.choice(
            (*map(str, range(5)), "NULL", "'1'", "'ann'", "'bob'", "'new'", "'2024-02-29'", "'Person'", "''", "'12'")
        )
