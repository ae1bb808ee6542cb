"""A source of persons, and the shortest ways to fill and execute it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpReply, HttpRequest
from tests.helpers import FORM, PASSWORDS, an_itop, create, finish, read, rest, update


@dataclass
class Collector:
    """Somebody who fills a source of an instance."""

    itop: Itop
    source: int

    def load(self, *lines: str, user: str = "rest", **parameters: str) -> str:
        """Import lines of CSV; gives the report."""
        form = {"data_source_id": str(self.source), "csvdata": "\n".join(lines), **parameters}
        return self.post("import", form, user).body.decode("utf-8", "surrogateescape")

    def execute(self, user: str = "rest", **parameters: str) -> str:
        """Execute the source; gives the page."""
        return self.post("exec", {"data_sources": str(self.source), **parameters}, user).body.decode()

    def post(self, page: str, form: Mapping[str, str], user: str = "rest", *, query: str = "") -> HttpReply:
        """Send a form to one of the pages."""
        return finish(self.itop.handle(self.request(page, form, user, query=query)))

    @staticmethod
    def request(page: str, form: Mapping[str, str], user: str = "rest", *, query: str = "") -> HttpRequest:
        """A form for one of the pages."""
        login = {"auth_user": user, "auth_pwd": PASSWORDS[user]} if user else {}
        body = urlencode({**login, **form}, errors="surrogateescape").encode()
        return HttpRequest("POST", f"/synchro/synchro_{page}.php?{query}", FORM, body)

    def set(self, code: str, kind: str = "SynchroAttribute", **fields: Any) -> None:
        """Change what the source does with an attribute."""
        reply = update(self.itop, kind, {"sync_source_id": self.source, "attcode": code}, fields)
        assert reply["code"] == 0, reply["message"]

    def person(self, name: str, *codes: str) -> dict[str, Any]:
        """Attributes of the person of that name."""
        return read(self.itop, "Person", {"name": name}, *codes)

    def names(self) -> list[str]:
        """The names of all persons."""
        return self.shown("Person", "name")

    def replicas(self, code: str) -> list[Any]:
        """What an attribute holds of each replica."""
        return self.shown("SynchroReplica", code)

    def shown(self, cls: str, code: str) -> list[Any]:
        """What an attribute holds of each object of a class."""
        data = {"operation": "core/get", "class": cls, "key": f"SELECT {cls}", "output_fields": code}
        return [entry["fields"][code] for entry in (rest(self.itop, data)["objects"] or {}).values()]


def counted(report: str) -> dict[str, int]:
    """The figures of a report that are not 0, by their label."""
    found = re.findall(r"^[ #]*(?:<p>)?([A-Z][^:#]*): (\d+)", report, re.MULTILINE)
    return {label: int(count) for label, count in found if count != "0"}


SETTINGS = {
    "name": "hr",
    "status": "production",
    "user_id": 2,
    "scope_class": "Person",
    "database_table_name": "hr",
    "scope_restriction": "",
    "full_load_periodicity": 0,
    "reconciliation_policy": "use_attributes",
    "user_delete_policy": "everybody",
}


def a_collector(itop: Itop | None = None, **settings: Any) -> Collector:
    """One whose source finds persons by their name, and organisations by theirs."""
    itop = itop or an_itop()
    collector = Collector(itop, create(itop, "SynchroDataSource", {**SETTINGS, **settings}))
    if settings.get("scope_class", "Person") == "Person":
        for code in ("first_name", "email", "employee_number"):
            collector.set(code, reconcile="0")
        collector.set("org_id", "SynchroAttExtKey", reconcile="0", reconciliation_attcode="name")
    return collector
