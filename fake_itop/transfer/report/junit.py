"""The scenarios as JUnit's XML, which CI servers read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from fake_itop.transfer.report.values import shown
from fake_itop.transfer.scenarios import Played, Step

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(played: Sequence[Played]) -> str:
    """A test suite in which each scenario is a case; one that does not hold fails, and says in what."""
    failures = str(sum(not each.holds for each in played))
    counts = {"tests": str(len(played)), "failures": failures, "errors": "0"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": "fake-itop scenarios", **counts})
    for each in played:
        _case(suite, each)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, played: Played) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": "scenarios", "name": played.scenario.name})
    broken = [step for step in played.steps if not step.holds]
    if broken:
        failure = ET.SubElement(case, "failure", {"message": _clean(_line(broken[0]))})
        failure.text = _clean("\n".join(_line(step) for step in broken))


def _line(step: Step) -> str:
    return f"{step.what}: expected {shown(step.expected)}, got {shown(step.got)}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
