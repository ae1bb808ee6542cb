"""What the pages show is what the command prints; the hook of pre-commit does what it says."""

import re
import shlex
from pathlib import Path

import pytest

from fake_itop.check import TextKind
from fake_itop.cli.main import run
from fake_itop.findings import pages

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
SHOWN = re.compile(r"```console\n\$ fake-itop check (?P<file>\S+)\n(?P<output>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["README.md", "docs/check.md"])
def test_the_output_that_is_shown_is_the_commands(
    page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DATA)
    (found,) = SHOWN.finditer((ROOT / page).read_text(encoding="utf-8"))
    run(["check", found["file"]])
    assert capsys.readouterr().out == found["output"]


def test_every_finding_that_a_page_names_is_one() -> None:
    named = set(re.findall(r"FI\d{3}", (ROOT / "docs" / "check.md").read_text(encoding="utf-8")))
    assert named <= set(pages())


def test_every_kind_and_format_is_told_of() -> None:
    text = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in text for kind in TextKind)


def test_the_hook_runs_the_command_on_files_that_are_itops(tmp_path: Path) -> None:
    entry, files = (re.search(rf"^  {name}: (.+)$", HOOKS, re.MULTILINE)[1] for name in ("entry", "files"))  # type: ignore[index]
    names = ("itop/a.json", "x/itop/b.xml", "itop/c.php", "d.oql", "package.json", "x.xml", "itop.json")
    assert [name for name in names if re.search(files, name)] == ["itop/a.json", "x/itop/b.xml", "itop/c.php", "d.oql"]
    program, *arguments = shlex.split(entry)
    assert program == "fake-itop"
    query = tmp_path / "d.oql"
    query.write_text("SELECT Person", encoding="utf-8")
    assert run([*arguments, str(query)]) == 0
