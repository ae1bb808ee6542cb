"""``core/get``: objects by id, query or criteria, in pages."""

from __future__ import annotations

from fake_itop.access.rights import Right
from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import fetched, find_rows, is_query
from fake_itop.rest.call import Call, Reply, at_once, result
from fake_itop.rest.failures import query_as_key
from fake_itop.rest.output import OutputFields, Showing
from fake_itop.values import messages
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_int


@at_once
def get(call: Call) -> Reply:
    """Find, and show a page of what was found."""
    meta = call.meta_class()
    key = call.mandatory("key")
    output = call.output_fields(meta)
    limit, page = to_int(call.optional("limit", 0)), to_int(call.optional("page", 1))
    with query_as_key(key):
        if key == "":
            raise PhpFatalError(key)
        searched = call.db.engine.parse(key).cls if is_query(key) else meta
        rows = find_rows(call.db, call.session, meta, key)
    call.need(Right.READ, searched, "reading")
    call.need(Right.BULK_READ, searched, "exporting")
    if page < 1:
        raise ObjectError(messages.INVALID_PAGE, code=Code.INVALID_PAGE, plain=True)
    _columns_exist(searched, output)
    shown = rows[(page - 1) * limit : page * limit] if limit > 0 else rows
    loaded = frozenset(output.codes) if output.is_list else None
    showing = Showing(call.session, extended=output.extended, loaded=loaded)
    objects = dict(call.presenter.entry(record, output.of(record.cls), showing) for record in fetched(shown))
    return result(messages.found(len(rows)), objects)


def _columns_exist(searched: MetaClass, output: OutputFields) -> None:
    """A query of another class fails where that class lacks what is to be shown (recordings ``get``)."""
    if output.extended or searched.is_a(output.cls.name):
        return
    for code in output.codes:
        if code != "id" and code not in searched.attributes:
            raise ObjectError(messages.unknown_attribute_of(code, searched.name))
