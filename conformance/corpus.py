"""The recordings as values: cases by area, the steps that lead to each given, the logins of a clean install."""

import json
import lzma
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "recordings"
"""The recordings of iTop 3.2; what other folders lack is taken from here."""

DEFAULT_PROFILE = "3.2"
CORPORA = {
    DEFAULT_PROFILE: SHIPPED,
    "3.1": SHIPPED.with_name("recordings-3.1"),
    "3.0": SHIPPED.with_name("recordings-3.0"),
    "3.2-itil": SHIPPED.with_name("recordings-itil"),
}
"""The shipped recordings by the version profile that they are replayed against; it is their name, too."""

FURTHER = "-more"
"""The ending of a folder's name that holds further cases of the corpus in the folder beside it without that ending."""

JOURNEYS = {"journeys": DEFAULT_PROFILE, "journeys-3.1": "3.1", "journeys-itil": "3.2-itil"}
"""The shipped folders of journeys, by the version profile that each is played against."""

JOURNEY_FILES = ("*.jsonl", "*.jsonl.xz")
"""Files of journeys, one a line, packed or not: they are many, and each repeats much of the others."""

GIVENS = "_givens.json"
INSTALL = "install.json"
CONFIG = "instance.toml"
DEFAULT_USER = "rest"
"""Who speaks where a step does not say."""

Step = Mapping[str, Any]
"""One step as it stands in the file; the recordings' README names its keys."""


@dataclass(frozen=True)
class Case:
    """A named sequence of steps that starts from a given."""

    area: str
    name: str
    given: str
    steps: Sequence[Step]
    corpus: str = ""

    @property
    def id(self) -> str:
        """The case's name in reports and in gaps.txt: `3.1/area::name`, without a corpus `area::name`.

        A name is quoted where a blank at its end would be lost.
        """
        name = self.name if self.name == self.name.strip() else repr(self.name)
        return f"{self.corpus}/{self.area}::{name}".lstrip("/")


@dataclass(frozen=True)
class Corpus:
    """Everything that a folder of recordings says."""

    cases: Sequence[Case]
    givens: Mapping[str, Sequence[Step]]
    config: Path
    logins: Mapping[str, tuple[str, str]]
    token: str
    name: str = ""
    """What tells its cases from those of another one that is replayed in the same run."""
    profile: str = DEFAULT_PROFILE
    """The version profile that it is replayed against."""
    journeys: Sequence[Case] = ()
    """Cases that go on after a step that differs, for as long as both sides are in the same state."""

    def logging_in_as(self, user: str | None, password: str | None) -> "Corpus":
        """The same, played by another user than the recorded default, `rest`; None keeps what is recorded."""
        recorded_user, recorded_password = self.logins[DEFAULT_USER]
        own = (user or recorded_user, password or recorded_password)
        return replace(self, logins={**self.logins, DEFAULT_USER: own})


class UnreadableRecordingsError(Exception):
    """A folder that is not of the recordings' form; the text says which file, and what was expected."""


def shipped() -> list[Corpus]:
    """All shipped corpora.

    Raises:
        UnreadableRecordingsError: as `load`.
    """
    recordings = [load(folder, name, name) for name, folder in CORPORA.items()]
    return recordings + [load(SHIPPED.with_name(name), profile, name) for name, profile in JOURNEYS.items()]


def profile_of(folder: Path) -> str:
    """The version or edition that a folder's name ends in, as `recordings-3.1` does, or the default one."""
    ending = folder.resolve().name.removesuffix(FURTHER).rpartition("-")[2]
    return next((name for name in CORPORA if ending in (name, *name.split("-")[1:])), DEFAULT_PROFILE)


def load(folder: Path, profile: str = DEFAULT_PROFILE, name: str = "") -> Corpus:
    """The corpus in `folder`, and in the one of further cases beside it.

    Givens that it does not bring are those of its version's recordings; these and logins, else, the shipped ones.

    Raises:
        UnreadableRecordingsError: no area file, or a file that is not what the recordings' README says.
    """
    folders = (folder, Path(f"{folder.resolve()}{FURTHER}"))
    areas = [path for each in folders for path in sorted(each.glob("*.json")) if path.name not in (GIVENS, INSTALL)]
    named = {path.stem for path in areas}  # beside what `fake-itop record` wrote lies a journal: area.case.jsonl
    walks = sorted(
        path for pattern in JOURNEY_FILES for path in folder.glob(pattern) if path.name.partition(".")[0] not in named
    )
    if not areas and not walks:
        raise UnreadableRecordingsError(f"{folder}: no recordings; a folder with <area>.json files is expected")
    config = _own_or_shipped(folder, CONFIG)
    users = tomllib.loads(config.read_text(encoding="utf-8"))["users"]
    givens = _read_givens(SHIPPED) | _read_givens(CORPORA.get(profile, SHIPPED)) | _read_givens(folder)
    return Corpus(
        cases=[replace(case, corpus=name) for path in areas for case in _cases(path, givens)],
        journeys=[replace(case, corpus=name) for path in walks for case in _cases(path, givens)],
        givens=givens,
        config=config,
        logins={user["login"]: (user["login"], user.get("password", "")) for user in users},
        token=next((user["token"] for user in users if "token" in user), ""),
        name=name,
        profile=profile,
    )


def _own_or_shipped(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else SHIPPED / name


def _cases(path: Path, givens: Mapping[str, Sequence[Step]]) -> Iterator[Case]:
    entries = _read(path, list, "a list of cases") if path.suffix == ".json" else _lines(path)
    area = path.name.partition(".")[0]
    for entry in entries:
        try:
            case = Case(area, entry["name"], entry["given"], entry["steps"])
        except (KeyError, TypeError) as error:
            raise UnreadableRecordingsError(f"{path}: a case needs name, given and steps; got {entry!r:.80}") from error
        if case.given not in givens:
            raise UnreadableRecordingsError(
                f"{path}: case {case.name!r} has a given that no {GIVENS} knows: {case.given!r}"
            )
        yield case


def _lines(path: Path) -> Iterator[Any]:
    content = path.read_bytes()
    try:
        lines = (lzma.decompress(content) if path.suffix == ".xz" else content).splitlines()
        yield from map(json.loads, lines)
    except (ValueError, lzma.LZMAError) as error:
        raise UnreadableRecordingsError(f"{path}: not a case in JSON on each line ({error})") from error


def _read_givens(folder: Path) -> dict[str, Sequence[Step]]:
    path = folder / GIVENS
    return dict(_read(path, dict, "an object of givens")) if path.exists() else {}


def _read(path: Path, kind: type, expected: str) -> Any:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UnreadableRecordingsError(f"{path}: not JSON ({error})") from error
    if not isinstance(value, kind):
        raise UnreadableRecordingsError(f"{path}: {expected} is expected, got {type(value).__name__}")
    return value
