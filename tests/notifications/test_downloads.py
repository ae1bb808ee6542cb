"""Triggers on downloads, and what placeholders say of the file."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from fake_itop.itop.person import download
from fake_itop.objects.errors import ObjectError

FILE = {"data": base64.b64encode(b"GIF8 hello").decode(), "mimetype": "text/plain", "filename": "a.txt"}


def downloaded(itop: Any, draft: Any, code: str) -> None:
    itop.play(itop.notifier.drive(itop.session, download(itop.db, itop.stored(draft), code)))


def test_a_file_of_an_object_fires_and_is_counted(itop: Any) -> None:
    form = "$this->friendlyname$ $file->file_name$ $file-&gt;mime_type$ $file->downloads_count$ $file->data$"
    itop.hook("TriggerOnAttributeBlobDownload", target_class="Person", payload=f'"{form} $file->data_as_base64$"')
    person = itop.draft_of("Person", 1)
    itop.update(person, picture=FILE)

    downloaded(itop, person, "picture")
    downloaded(itop, person, "picture")

    shown = [f'"Carl Caller a.txt text\\/plain {count} GIF8 hello R0lGOCBoZWxsbw=="' for count in (1, 2)]
    assert itop.bodies() == shown


def test_a_file_that_is_attached_fires_for_the_object_that_it_hangs_on(itop: Any) -> None:
    payload = '"$this->ref$ $attachment->id$ $file->file_name$"'
    itop.hook("TriggerOnAttachmentDownload", payload=payload)
    itop.hook("TriggerOnAttributeBlobDownload", payload='"no attribute of it"')
    ticket = itop.ticket()
    attachment = itop.create("Attachment", item_class="UserRequest", item_id=ticket.id, contents=FILE)

    downloaded(itop, attachment, "contents")

    assert itop.bodies() == [f'"R-000001 {attachment.id} a.txt"']


def test_elsewhere_a_files_placeholders_stay(itop: Any) -> None:
    itop.hook(payload='"$file->file_name$ $attachment->id$"')

    itop.ticket()

    assert itop.bodies() == ['"$file->file_name$ $attachment->id$"']


@pytest.mark.parametrize("code", ["picture", "name", "nope"])
def test_without_a_file_nothing_is_downloaded(itop: Any, code: str) -> None:
    with pytest.raises(ObjectError):
        downloaded(itop, itop.draft_of("Person", 1), code)
