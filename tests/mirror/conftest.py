"""A live iTop with organisations, persons and tickets in it."""

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.profiles import VersionProfile, find
from tests.helpers import an_itop, create, update

TITLE = 'Printer "on fire" é'


def filled(profile: VersionProfile) -> Itop:
    """Its objects refer to each other, and say what might be somebody's own."""
    itop = an_itop(model=profile.datamodel(["transfer"]), profile=profile)
    parent = create(itop, "Organization", {"name": "Parent Ltd"})
    org = create(itop, "Organization", {"name": "Secret Corp", "parent_id": parent})
    fields = {"name": "Smith", "first_name": "Ann", "org_id": org, "email": "ann@secret.example", "phone": "+49 30 1"}
    ann = create(itop, "Person", fields)
    create(itop, "Person", {"name": "Smith", "first_name": "Bob", "org_id": org, "email": "bob@secret.example"})
    team = create(itop, "Team", {"name": "Secret Team", "org_id": org, "persons_list": [{"person_id": ann}]})
    for number in range(7):
        text = f"<p>Ring &amp; ask Ann Smith, {number}</p>"
        ticket = {"title": f"{TITLE} {number}", "description": text, "org_id": org, "caller_id": ann, "team_id": team}
        made = create(itop, "UserRequest", ticket)
        update(
            itop, "UserRequest", made, {"private_log": f"Ann said {number}", "public_log": "<p>Hello <b>Ann</b></p>"}
        )
    return itop


@pytest.fixture
def there() -> Itop:
    """The live iTop, of the newest version."""
    return filled(find("3.2"))


@pytest.fixture(params=["3.2", "3.2-itil", "3.1", "3.0"])
def profile(request: pytest.FixtureRequest) -> VersionProfile:
    return find(request.param)
