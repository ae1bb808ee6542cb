"""What a callback does is read from its PHP: what it sets, and where it keeps the id out of the answer."""

import pytest

from fake_itop.notifications.callbacks import CallbackCode


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
    assert CallbackCode(code).keeps_id_in == ("their_id",)


def test_other_values_are_set_and_are_no_id() -> None:
    found = CallbackCode("$this->Set('title', 'done'); $this->Set('private_log', $sBody);")

    assert found.sets == {"title", "private_log"}
    assert found.keeps_id_in == ()


def test_attributes_that_are_read_from_the_answer_are_known() -> None:
    assert CallbackCode("$s = $aTicket['fields']['ref'];").reads == {"ref"}


def test_the_id_is_kept_in_the_order_in_which_attributes_get_it() -> None:
    code = "$this->Set('title', 'done'); $this->Set('first', $o['key']); $this->Set('second', $o['key']);"

    assert CallbackCode(code).keeps_id_in == ("first", "second")
