"""Where recordings are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_itop.recording import Folder, RecordingError, files


def test_a_case_is_added_to_those_of_its_area(tmp_path: Path) -> None:
    for name in ("first", "second"):
        Folder(tmp_path / "new", "area", name, "clean").add({"do": "cron"}, [{"seq": 1}])

    cases = json.loads((tmp_path / "new/area.json").read_text())
    assert cases == [{"name": name, "given": "clean", "steps": [{"do": "cron"}]} for name in ("first", "second")]
    assert (tmp_path / "new/area.first.jsonl").read_text() == '{"seq": 1}\n'


def test_the_file_is_whole_after_each_step(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "area", "one", "clean")
    for number in range(3):
        folder.add({"do": number}, [])
        (case,) = json.loads(folder.cases.read_text())
        assert [step["do"] for step in case["steps"]] == list(range(number + 1))


def test_a_step_costs_what_it_is_long_however_many_there_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    monkeypatch.setattr(files, "_bytes", lambda text: written.append(len(text)) or text.encode())
    folder = Folder(tmp_path, "area", "one", "clean")
    for _ in range(200):
        folder.add({"do": "x" * 100}, [{"seq": 1}])

    assert sum(written) < 200 * 150


def test_what_no_text_holds_is_written_as_json_holds_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path, "area", "one", "clean")
    folder.add({"x": "\udcff"}, [{"x": "\udcff"}])

    assert json.loads(folder.journal.read_text()) == {"x": "\udcff"}
    assert json.loads(folder.cases.read_text())[0]["steps"] == [{"x": "\udcff"}]


def test_cases_whose_names_differ_in_signs_have_journals_of_their_own(tmp_path: Path) -> None:
    for name in ("a b", "a-b"):
        Folder(tmp_path, "area", name, "clean").add({}, [{"seq": 1}])

    assert {path.name for path in tmp_path.glob("*.jsonl")} == {"area.a-b.jsonl", "area.a-b-2.jsonl"}


@pytest.mark.parametrize("area", ["../evil", "a/b", "", ".hidden", ".."])
def test_an_area_stays_in_its_folder(tmp_path: Path, area: str) -> None:
    with pytest.raises(RecordingError, match="an area is the name of a file"):
        Folder(tmp_path, area, "one", "clean")


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "not JSON"), ("{}", "a list of cases"), ("[1]", "a list of cases"), ('[{"name": "one"}]', "already")],
)
def test_a_file_that_cannot_take_the_case_is_left_alone(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "area.json").write_text(text)
    with pytest.raises(RecordingError, match=told):
        Folder(tmp_path, "area", "one", "clean")

    assert (tmp_path / "area.json").read_text() == text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="file"):
        Folder(tmp_path / "file", "area", "one", "clean")
