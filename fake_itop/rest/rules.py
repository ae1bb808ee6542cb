"""What versions differ in about what REST shows and says: an instance is given one variant of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.model import MetaClass
from fake_itop.oql import OqlError, SqlError
from fake_itop.values.reasons import Reason

RenderHtml = Callable[[str], str]
"""How the HTML of an attribute shows in JSON; case logs have a way of their own."""

RenderFile = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""How a file shows in JSON."""

QueryError = Callable[[OqlError, str], Reason]
"""What is said of a query that is the key of an operation, without ``Error: ``."""

NameOfNothing = Callable[[MetaClass], str]
"""The friendly name that shows where a key to objects of a class points nowhere."""


def as_stored(html: str) -> str:
    """HTML as the object holds it."""
    return html


def with_escaped_ampersands(html: str) -> str:
    """HTML as iTop shows it before 3.2: an object's ``&amp;`` reads ``&amp;amp;`` (recordings 3.1 ``get``)."""
    return html.replace("&", "&amp;")


def with_downloads(file: Mapping[str, Any]) -> Mapping[str, Any]:
    """With how often it was fetched."""
    return file


def without_downloads(file: Mapping[str, Any]) -> Mapping[str, Any]:
    """Before 3.1 nobody counts (recordings 3.0 ``get``, "person star")."""
    return {name: value for name, value in file.items() if name != "downloads_count"}


def told_at_length(error: OqlError, query: str) -> Reason:
    """With the query and the kind of error (recordings ``oql``)."""
    return error.for_key(query)


def told_by_itself(error: OqlError, query: str) -> Reason:
    """What iTop says of it alone (recordings 3.0 ``oql``); what the database says comes with the query anyway."""
    return error.for_key(query) if isinstance(error, SqlError) else error.reason


def nameless(_target: MetaClass) -> str:
    """Nothing."""
    return ""


def blank_name(target: MetaClass) -> str:
    """What stands between the parts of a name (recordings 3.0 ``get``: an agent who is nobody is called " ")."""
    return target.naming.blank


@dataclass(frozen=True)
class OutputRules:
    """One variant of each rule; by default those of the newest version."""

    show_html: RenderHtml = as_stored
    show_file: RenderFile = with_downloads
    query_error: QueryError = told_at_length
    name_of_nothing: NameOfNothing = nameless
    reads_new_again: bool = False
    """Whether a new object shows as the database has it, rather than as it is in memory (recordings 3.0 ``create``)."""


NEWEST = OutputRules()
