"""Where recordings are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_itop.recording import Folder, RecordingError


def test_a_case_is_added_to_those_of_its_area(tmp_path: Path) -> None:
    for name in ("first", "second"):
        Folder(tmp_path / "new", "area", name).write({"name": name, "steps": []}, [{"seq": 1}])

    assert [case["name"] for case in json.loads((tmp_path / "new/area.json").read_text())] == ["first", "second"]
    assert (tmp_path / "new/area.first.jsonl").read_text() == '{"seq": 1}\n'


def test_writing_again_replaces_the_case(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "area", "one")
    folder.write({"name": "one", "steps": []}, [])
    folder.write({"name": "one", "steps": [1]}, [])

    assert json.loads(folder.cases.read_text()) == [{"name": "one", "steps": [1]}]


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "not JSON"), ("{}", "a list of cases"), ("[1]", "a list of cases"), ('[{"name": "one"}]', "already")],
)
def test_a_file_that_cannot_take_the_case_is_left_alone(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "area.json").write_text(text)
    with pytest.raises(RecordingError, match=told):
        Folder(tmp_path, "area", "one")

    assert (tmp_path / "area.json").read_text() == text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="file"):
        Folder(tmp_path / "file", "area", "one")
