"""One call of an operation: who calls, with which parameters, and what the operation works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from fake_itop.access.rights import Right, Rights
from fake_itop.datamodel.model import MetaClass
from fake_itop.notifications import Notifier
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import KeyMatch, find
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.rest.output import OutputFields, Presenter, Showing
from fake_itop.rest.rules import QueryError
from fake_itop.values import messages, reasons
from fake_itop.values.http import Work
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_str


@contextmanager
def query_as_key(key: Any, query_error: QueryError) -> Iterator[None]:
    """Word a query's error as that of an operation's key.

    Raises:
        ObjectError: the query cannot be run.
    """
    try:
        yield
    except OqlError as error:
        raise ObjectError(query_error(error, to_str(key)), code=error.code) from None


Reply = dict[str, Any]
Answering = Work[Reply]
Operation = Callable[["Call"], Answering]


class Writing(NamedTuple):
    """What is to be written to which object, and what to show of it then."""

    meta: MetaClass
    key: Any
    fields: Mapping[Any, Any]
    output: OutputFields


@dataclass(frozen=True)
class Call:
    db: Database
    session: Session
    rights: Rights
    notifier: Notifier
    presenter: Presenter
    version: str
    data: Mapping[Any, Any]

    def optional(self, name: str, default: Any = None) -> Any:
        """A parameter; null counts as absent."""
        value = self.data.get(name)
        return default if value is None else value

    def mandatory(self, name: str) -> Any:
        """A parameter that must be there.

        Raises:
            ObjectError: it is not.
        """
        value = self.data.get(name)
        if value is None:
            raise ObjectError(reasons.MissingParameter(name))
        return value

    def comment(self) -> None:
        """Read the mandatory comment, which goes into the history."""
        self.session.comment = to_str(self.mandatory("comment"))

    def meta_class(self) -> MetaClass:
        """The class that the parameter ``class`` names.

        Raises:
            ObjectError: there is no such class.
        """
        name = self.mandatory("class")
        if isinstance(name, list | dict) or to_str(name) not in self.db.model:
            raise ObjectError(reasons.InvalidClass(to_str(name)))
        return self.db.model[to_str(name)]

    def fields(self) -> Mapping[Any, Any]:
        """The mandatory ``fields``; an empty array is as good as an empty object."""
        raw = self.mandatory("fields")
        if isinstance(raw, Mapping):
            return raw
        return dict(enumerate(raw)) if isinstance(raw, list) else {}

    def output_fields(self, meta: MetaClass) -> OutputFields:
        """The attributes to show."""
        return OutputFields.parse(meta, self.optional("output_fields"))

    def writing(self) -> Writing:
        """The parameters of an operation that writes to one object, the comment among them, in iTop's order.

        Raises:
            ObjectError: one is missing or means nothing.
        """
        self.comment()
        meta = self.meta_class()
        return Writing(meta, self.mandatory("key"), self.fields(), self.output_fields(meta))

    def find(self, meta: MetaClass, key: Any) -> KeyMatch:
        """What a key means. Rights are asked for after that, and before it matters how many objects there are.

        Raises:
            ObjectError: it means nothing at all.
        """
        with query_as_key(key, self.presenter.rules.query_error):
            return find(self.db, self.session, meta, key)

    def updated(self, draft: Draft, output: OutputFields) -> Reply:
        """The reply that shows an object as it is in memory after it was saved."""
        showing = Showing(self.session, extended=output.extended, links=draft.links_in_memory)
        entry = self.presenter.entry(draft.record, output.of(draft.cls), showing, message=messages.UPDATED)
        return result(None, dict([entry]))

    def need(self, right: Right, meta: MetaClass, doing: str) -> None:
        """Go on only if the caller has a right.

        Raises:
            ObjectError: they have not.
        """
        if not self.rights.may(right, meta):
            raise ObjectError(reasons.NoPermission(doing, meta.name), code=Code.UNAUTHORIZED, plain=True)


def at_once(answer: Callable[[Call], Reply]) -> Operation:
    """An operation that sends nothing out, from a function that gives its reply."""

    def run(call: Call) -> Answering:
        yield from ()
        return answer(call)

    return run


def result(message: str | None, objects: Reply | None, *, code: int = 0) -> Reply:
    """A reply with objects; none at all shows as null."""
    return {"code": int(code), "message": message, "objects": objects or None}
