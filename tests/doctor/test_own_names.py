"""Nothing hangs on names: the same integration with other names of everything is judged the same."""

from collections import Counter
from pathlib import Path

import pytest

import fake_itop.integration
from fake_itop.integration import wiring as kit
from tests.doctor.patients import findings_of

NAMES = {
    "remote_ticketid": "their_ref",
    "pending_partner": "at_vendor",
    "ev_pendingpartner": "ev_give",
    "ev_partnerupdate": "ev_back",
    "partner_id": "vendor_id",
    "SetExternalID": "KeepTheirs",
    "Private log updated": "agents wrote",
    "Public log updated": "partner wrote",
}
KIT = Path(fake_itop.integration.__file__).parent


def renamed(file: str) -> bytes:
    """A file of the kit with other names in it."""
    text = (KIT / file).read_text("utf-8")
    for name, other in NAMES.items():
        text = text.replace(name, other)
    return text.encode()


@pytest.mark.parametrize("name", ["working", "tutorial"])
def test_other_names_are_judged_the_same(name: str, tmp_path: Path) -> None:
    design = tmp_path / "design.xml"
    design.write_bytes(renamed("design.xml"))

    found = findings_of(kit.parse(renamed(f"wirings/{name}.json"), name), [design])

    assert Counter(each.code for each in found) == Counter(each.code for each in findings_of(name))
