"""What a callback does is read from its PHP: what it sets, and where it keeps the id out of the answer."""

import pytest

from fake_itop.datamodel import load
from fake_itop.datamodel.model import Method
from fake_itop.doctor.php import Found, find

MODEL = load(["transfer"])
TICKETS = MODEL["UserRequest"]


def read(code: str) -> Found:
    return Found(TICKETS, Method("Keep", code))


@pytest.mark.parametrize(
    "code",
    [
        "$aTicket = reset($aReply['objects']); $this->Set('their_id', $aTicket['key']);",
        "$this->Set('their_id', $aBody['objects'][0][key]);",
        '$iKey = (int) current($aReply["objects"])["key"]; $this->Set("their_id", $iKey);',
        "foreach ($a['objects'] as $o) { $oObject->Set('their_id', $o['fields']['id']); }",
        "$sExternalID = $o->key; $this->Set('their_id', trim($sExternalID));",
    ],
)
def test_the_id_in_the_answer_is_followed_to_where_it_is_kept(code: str) -> None:
    assert read(code).keeps_id_in == {"their_id"}


def test_other_values_are_set_and_are_no_id() -> None:
    found = read("$this->Set('title', 'done'); $this->Set('private_log', $sBody);")

    assert found.sets == {"title", "private_log"}
    assert found.keeps_id_in == set()


def test_attributes_that_are_read_from_the_answer_are_known() -> None:
    assert read("$s = $aTicket['fields']['ref'];").reads == {"ref"}


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("$this->SetExternalID", True),
        ("UserRequest::SetExternalID", True),
        ("$this->Other", False),
        ("nonsense", False),
    ],
)
def test_a_method_is_found_by_the_name_that_an_action_gives(name: str, is_found: bool) -> None:
    assert (find(MODEL, TICKETS, name) is not None) is is_found
