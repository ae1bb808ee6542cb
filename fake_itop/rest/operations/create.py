"""``core/create``: a new object."""

from __future__ import annotations

from fake_itop.access.rights import Right
from fake_itop.datamodel.attributes import Attribute, AttributeExternalField, PhpFatalError
from fake_itop.objects.draft import Draft
from fake_itop.objects.saving import save
from fake_itop.objects.writing import write_fields
from fake_itop.rest.call import Answering, Call, result
from fake_itop.rest.output import Showing
from fake_itop.values import messages


def create(call: Call) -> Answering:
    """Make it, save it, show it as it is in memory."""
    call.comment()
    meta = call.meta_class()
    fields = call.fields()
    output = call.output_fields(meta)
    call.need(Right.MODIFY, meta, "creating")
    call.need(Right.BULK_MODIFY, meta, "creating")
    if meta.abstract:
        raise PhpFatalError(meta.name)
    draft = Draft.new(call.db, meta)
    write_fields(call.db, call.session, draft, fields)
    yield from call.notifier.drive(call.session, save(call.db, call.session, draft))
    showing = Showing(call.session, extended=output.extended, is_new=True, links=draft.links_in_memory)
    key, entry = call.presenter.entry(draft.record, output.of(meta), showing, message=messages.CREATED)
    if "friendlyname" in entry["fields"]:
        entry["fields"]["friendlyname"] = name_when_new(call, draft)
    return result(None, {key: entry})


def name_when_new(call: Call, draft: Draft) -> str:
    """A new object's name as it shows at once: names of others that it is made of are not there yet.

    Recordings ``create``, "lnkPersonToTeam …": the link's name starts with a blank place for the person's.
    """
    naming = draft.cls.naming
    if not any(_is_name(draft.cls.attributes[code]) for code in naming.attributes):
        return draft.name
    shown = call.presenter.fields(draft.record, naming.attributes, Showing(call.session))
    return naming.fill(["" if _is_name(draft.cls.attributes[code]) else str(shown[code]) for code in naming.attributes])


def _is_name(part: Attribute) -> bool:
    return isinstance(part, AttributeExternalField) and part.field == "friendlyname"
