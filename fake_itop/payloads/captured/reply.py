"""What an iTop answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel import Datamodel
from fake_itop.payloads.findings import Pointer
from fake_itop.payloads.json_text import read
from fake_itop.payloads.places import Notes
from fake_itop.payloads.saying import note_syntax, one_line
from fake_itop.values.php_types import to_str


def judge_reply(text: str, notes: Notes, model: Datamodel) -> None:
    """Make all findings about a reply."""
    if text.lstrip().startswith("<"):
        said = f"a page instead of JSON: {one_line(text, 80)}"
        notes.add("FI404", said, "look at the login, or at the server's error.log", spot=(0, 1))
        return
    document = read(text)
    notes.locate = document.spot
    note_syntax(document, notes)
    reply = document.value
    if not isinstance(reply, Mapping) or type(reply.get("code")) is not int or "message" not in reply:
        notes.add("FI401", "no reply of iTop's REST API", "expected an object with a whole number code and a message")
        return
    if reply["code"]:
        said = f"iTop refused with code {reply['code']}: {one_line(reply['message'])}"
        notes.add("FI402", said, "put right what the message names", pointer=("code",))
    objects = reply.get("objects")
    for name, entry in objects.items() if isinstance(objects, Mapping) else ():
        _object(("objects", name), entry, notes, model)


def _object(pointer: Pointer, entry: Any, notes: Notes, model: Datamodel) -> None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("fields", {}), Mapping | list):
        said = "an object of a reply is a JSON object with fields"
        notes.add("FI401", said, "give it class, key and fields", pointer=pointer)
        return
    cls = model.classes.get(to_str(entry.get("class")))
    if cls is None:
        said = f"the datamodel has no class {to_str(entry.get('class'))!r}"
        notes.add("FI403", said, "name the sender's --design", pointer=(*pointer, "class"))
        return
    fields = entry.get("fields", {})
    for code in fields if isinstance(fields, Mapping) else ():
        if code != "id" and not any(code in below.attributes for below in cls.descendants):
            said = f"{cls.name} has no attribute {code}"
            notes.add("FI403", said, "name the sender's --design", pointer=(*pointer, "fields", code))
