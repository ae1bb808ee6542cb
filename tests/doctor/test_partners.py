"""Several partners: what is one's must not be taken for another's."""

from typing import Any

import pytest

from fake_itop.doctor import Severity
from tests.doctor.patients import changed, codes, findings_of

Change = dict[str, Any]
LINKED = "SELECT UserRequest WHERE remote_ticketid > 0"
UNLINKED = "SELECT UserRequest WHERE remote_ticketid = 0"


def filtered(of: str, query: str, **where: str) -> Change:
    return {"of": of, **where, "set": {"filter": query}}


def open_to_webhooks(of: str, to: str) -> Change:
    return {"of": of, "to": to, "remove": ["context"]}


MISTAKES: dict[str, tuple[str, list[Change], str]] = {
    "a push of any partner's tickets": (
        "two-partners",
        [filtered("Private log updated, for south", LINKED)],
        "FD505",
    ),
    "a push of the other partner's tickets": (
        "two-partners",
        [filtered("Private log updated, for north", f"{LINKED} AND partner_id_friendlyname = 'South Inc'")],
        "FD505",
    ),
    "feedback on tickets that were sent on": (
        "ring",
        [filtered("Public log updated, for gamma", LINKED, to="alpha")],
        "FD505",
    ),
    "a transfer of any partner's tickets": ("two-partners", [filtered("Pending at south", UNLINKED)], "FD506"),
    "feedback that comes back": ("two-partners", [open_to_webhooks("Private log updated, for north", "ours")], "FD102"),
    "a push that comes back": ("two-partners", [open_to_webhooks("Public log updated, for us", "north")], "FD102"),
    "two of a ring that answer each other": (
        "ring",
        [
            open_to_webhooks("Private log updated, for beta", "alpha"),
            open_to_webhooks("Public log updated, for alpha", "beta"),
        ],
        "FD101",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_among_several_is_an_error(name: str) -> None:
    base, changes, code = MISTAKES[name]

    assert code in codes(findings_of(changed(*changes, base=base)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([filtered("Pending at north", f"{UNLINKED} AND partner_id_friendlyname = 'North'")], "FD107"),
        ([{"of": "To north", "set": {"url": "{{south.url}}"}}], "FD503"),
    ],
)
def test_what_may_be_meant_is_a_warning(changes: list[Change], code: str) -> None:
    assert code in codes(findings_of(changed(*changes, base="two-partners")), Severity.WARNING)
