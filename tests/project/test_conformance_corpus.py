"""A folder of recordings is read, or refused with one line that says where and what is expected."""

import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import corpus
from conformance.corpus import UnreadableRecordingsError

CASE = {"name": "a case", "given": "clean", "steps": []}


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(json.dumps(value))


def test_the_shipped_corpora_have_unique_names() -> None:
    names = [case.id for found in corpus.shipped() for case in (*found.cases, *found.journeys)]

    assert len(set(names)) == len(names) == 1742 + 651 + 651 + 1225 + 471 + 10 + 1050 + 150 + 250
    assert {name.partition("/")[0] for name in names} == {
        *("3.2", "3.1", "3.0", "3.2-itil"),
        *("journeys", "journeys-3.1", "journeys-itil"),
    }


@pytest.mark.parametrize(
    ("folder", "profile"),
    [
        ("recordings-3.1", "3.1"),
        ("recordings-3.1-more", "3.1"),
        ("recordings", "3.2"),
        ("mine-2", "3.2"),
        ("mine-itil", "3.2-itil"),
    ],
)
def test_a_folders_name_tells_its_version(tmp_path: Path, folder: str, profile: str) -> None:
    assert corpus.profile_of(tmp_path / folder) == profile


def test_each_file_is_an_area(tmp_path: Path) -> None:
    write(tmp_path, "get.json", [CASE])
    write(tmp_path, "install.json", {"next_id": {}})

    assert [case.id for case in corpus.load(tmp_path).cases] == ["get::a case"]


def test_a_folder_of_further_cases_beside_it_belongs_to_it(tmp_path: Path) -> None:
    for name in ("own", "own-more"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "get.json", [{**CASE, "name": name}])

    assert [case.id for case in corpus.load(tmp_path / "own").cases] == ["get::own", "get::own-more"]


@pytest.mark.parametrize(("name", "pack"), [("walk.jsonl", bytes), ("walk.jsonl.xz", lzma.compress)])
def test_a_journey_stands_on_each_line_of_its_file(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    lines = "".join(json.dumps({**CASE, "name": case}) + "\n" for case in ("one", "other"))
    (tmp_path / name).write_bytes(pack(lines.encode()))

    loaded = corpus.load(tmp_path, name="far")

    assert [journey.id for journey in loaded.journeys] == ["far/walk::one", "far/walk::other"]
    assert loaded.cases == []


@pytest.mark.parametrize("name", ["walk.jsonl", "walk.jsonl.xz"])
def test_what_is_no_journey_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"{\n")

    with pytest.raises(UnreadableRecordingsError, match=r"walk.*: not a case in JSON on each line"):
        corpus.load(tmp_path)


def test_givens_and_logins_that_a_folder_lacks_are_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, "get.json", [{**CASE, "given": "tickets"}])
    loaded = corpus.load(tmp_path)

    assert loaded.config == corpus.SHIPPED / "instance.toml"
    assert loaded.logins["rest"] == ("rest", "Rest-passw0rd!")
    assert loaded.token == "an-application-token"


def test_a_folders_own_givens_come_first(tmp_path: Path) -> None:
    write(tmp_path, "get.json", [{**CASE, "given": "own"}])
    write(tmp_path, "_givens.json", {"own": [], "tickets": []})

    assert corpus.load(tmp_path).givens["tickets"] == []


def test_another_login_takes_the_place_of_rest(tmp_path: Path) -> None:
    write(tmp_path, "get.json", [CASE])
    loaded = corpus.load(tmp_path)

    assert loaded.logging_in_as("me", None).logins["rest"] == ("me", "Rest-passw0rd!")
    assert loaded.logging_in_as(None, None) == loaded


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{", "get.json: not JSON"),
        ("{}", "get.json: a list of cases is expected, got dict"),
        ('[{"name": "x"}]', "get.json: a case needs name, given and steps"),
        ('[{"name": "x", "given": "nowhere", "steps": []}]', "'nowhere'"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: str, text: str) -> None:
    (tmp_path / "get.json").write_text(content)

    with pytest.raises(UnreadableRecordingsError, match=text):
        corpus.load(tmp_path)


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecordingsError, match="no recordings"):
        corpus.load(tmp_path)
