"""Every page of a finding has an example that the doctor finds it in, as bad as the page says."""

import re
import runpy
from pathlib import Path

import pytest

from fake_itop import doctor
from fake_itop.findings import pages
from fake_itop.integration import wiring as kit
from fake_itop.profiles import DEFAULT, find
from tests.doctor.patients import TUTORIAL_DESIGN, design_file, findings_of

OWN_CODE = re.compile(r'"(FD\d{3})"')


@pytest.mark.parametrize("code", pages("doctor"))
def test_the_example_of_a_page_has_the_finding(code: str, tmp_path: Path) -> None:
    page = pages()[code]
    designs = [*TUTORIAL_DESIGN, *([design_file(tmp_path, page.design)] if page.design else [])]

    found = findings_of(
        kit.parse(page.example.encode(), "example.json"), designs, profile=find(page.profile or DEFAULT.name)
    )

    assert page.severity in {finding.severity for finding in found if finding.code == code}


def test_every_code_that_the_doctor_says_has_a_page_and_no_page_is_left_over() -> None:
    package = Path(doctor.__file__).parent
    said = {code for file in package.rglob("*.py") for code in OWN_CODE.findall(file.read_text("utf-8"))}

    assert said == set(pages("doctor"))


def test_the_docs_are_made_of_the_pages() -> None:
    docs = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(docs.parent / "tools" / "build" / "docs" / "doctor.py"))["document"]()

    assert (docs / "doctor.md").read_text("utf-8") == made
