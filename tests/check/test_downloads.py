"""The judge knows the placeholders that actions know."""

import pytest

from fake_itop.check.judge import check
from fake_itop.check.templates import FILE


@pytest.mark.parametrize(
    "placeholder", [*(f"$file->{part}$" for part in FILE), "$file-&gt;file_name$", "$attachment->id$"]
)
def test_what_was_downloaded_may_be_named(placeholder: str) -> None:
    text = (
        f'{{"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "{placeholder}", "fields": {{}}}}'
    )

    assert [found.message for found in check(text).findings if found.code == "FI301"] == []


def test_a_file_has_no_other_parts() -> None:
    text = '{"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "$file->name$", "fields": {}}'

    assert [found.message for found in check(text).findings if found.code == "FI301"] == [
        "$file->name$ stays as it is: a file has no name"
    ]
