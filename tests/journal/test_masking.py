"""No secret leaves the journal."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_itop.journal import mask_headers, mask_text
from fake_itop.values.secrets import MASK

SECRET = 'pa"ss\\w0rd!& é'
JSON = '{"fields": {"auth_user": "u", "auth_pwd": "pa\\"ss\\\\w0rd!& é", "url": "http://x"}}'


@pytest.mark.parametrize(
    "name", ["Authorization", "AUTH-TOKEN", "cookie", "X-Fake-Itop-Token", "Set-Cookie", "X-Api-Key", "X-CSRF-Token"]
)
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


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("auth_pw%64=secret&x=1", "auth_pw%64=******&x=1"),
        ("next=/a%3Fauth_token%3Dsecret%26x%3D1&y=2", "next=/a%3Fauth_token%3D******%26x%3D1&y=2"),
        ('{"password": 123456, "x": 1}', '{"password": ******, "x": 1}'),
        ('{"password": null}', '{"password": null}'),
        ('{"pass\\u0077ord":\t"secret"}', '{"pass\\u0077ord":\t"******"}'),
        ('{\\"token\\":\\n\\"sec\\\\\\"ret\\", \\"x\\": 1}', '{\\"token\\":\\n\\"******\\", \\"x\\": 1}'),
        ("%22token%22%3A%0A%22secret%22%2C%22x%22", "%22token%22%3A%0A%22******%22%2C%22x%22"),
        ("%22password%22%3A+12345%7D", "%22password%22%3A+******%7D"),
        ("SELECT User WHERE auth_pwd = 'sec\\'ret' AND x = 'y'", "SELECT User WHERE auth_pwd = '******' AND x = 'y'"),
        ('WHERE u.token NOT LIKE \\"secret\\"', 'WHERE u.token NOT LIKE \\"******\\"'),
        ("where `token` IN ('secret', 'secret') AND x", "where `token` IN ('******) AND x"),
        ("WHERE%20token%20!=%20%27secret%27&x=y", "WHERE%20token%20!=%20%27******%27&x=y"),
        ('{"token": "secret without end', '{"token": "******'),
        ("http:\\/\\/user:secret@host", "http:\\/\\/user:******@host"),
        ("http%3A%2F%2Fuser%3Asecret%40host", "http%3A%2F%2Fuser%3A******%40host"),
        (
            'Content-Disposition: form-data; filename="a"; name=auth_pwd\r\nX: y\r\n\r\nsecret\r\n--b',
            'Content-Disposition: form-data; filename="a"; name=auth_pwd\r\nX: y\r\n\r\n******\r\n--b',
        ),
        (
            'content-disposition: form-data; name="token"\n\nsecret',
            'content-disposition: form-data; name="token"\n\n******',
        ),
    ],
)
def test_a_secret_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert mask_text(text) == masked


PIECES = ['"', "\\", "%22", "%5C", "token", ":", "=", "&", "?", "[", " ", "x", "://", "@"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_what_any_text_has_beside_its_secrets_stays(text: str) -> None:
    pieces = mask_text(text).split(MASK)

    assert text.startswith(pieces[0])
    assert text.endswith(pieces[-1])
