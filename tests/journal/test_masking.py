"""No secret leaves the journal."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from fake_itop.journal import MASK, mask_headers, mask_text

SECRET = 'pa"ss\\w0rd!& é'
JSON = '{"fields": {"auth_user": "u", "auth_pwd": "pa\\"ss\\\\w0rd!& é", "url": "http://x"}}'


@pytest.mark.parametrize("name", ["Authorization", "AUTH-TOKEN", "cookie", "X-Fake-Itop-Token"])
def test_a_header_that_carries_a_secret_is_masked_whatever_its_case(name: str) -> None:
    assert mask_headers(((name, "Basic abc"),)) == {name: MASK}


def test_other_headers_stay_and_repeated_ones_are_joined() -> None:
    assert mask_headers((("Accept", "a"), ("Accept", "b"))) == {"Accept": "a, b"}


@pytest.mark.parametrize("name", ["auth_pwd", "auth_token"])
def test_a_password_in_a_form_or_a_query_is_masked_and_its_neighbours_stay(name: str) -> None:
    text = "/rest.php?a=1&" + urlencode({name: SECRET, "version": "1.3"})

    assert mask_text(text) == f"/rest.php?a=1&{name}={MASK}&version=1.3"


def test_a_password_in_a_php_array_form_is_masked() -> None:
    assert mask_text("json_data[fields][auth_pwd]=secret&x=1") == f"json_data[fields][auth_pwd]={MASK}&x=1"


@pytest.mark.parametrize("encode", [str, quote, lambda text: urlencode({"json_data": text})])
def test_a_password_within_json_is_masked_as_it_stands_and_encoded(encode: Any) -> None:
    masked = mask_text(encode(JSON))

    assert "w0rd" not in masked
    assert MASK in masked
    assert masked.endswith(encode('"url": "http://x"}}').removeprefix("json_data="))


def test_a_password_in_a_multipart_form_is_masked() -> None:
    text = '--b\r\nContent-Disposition: form-data; name="auth_pwd"\r\n\r\nsecret\r\n--b--'

    assert mask_text(text) == f'--b\r\nContent-Disposition: form-data; name="auth_pwd"\r\n\r\n{MASK}\r\n--b--'


def test_a_password_in_a_url_is_masked() -> None:
    assert mask_text("http://user:secret@host/path") == f"http://user:{MASK}@host/path"
