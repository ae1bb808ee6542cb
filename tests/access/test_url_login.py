"""Login by ``url``: user and password in the query, on a server that allows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from fake_itop.access.settings import InstanceSettings
from fake_itop.configuration import read_config
from tests.helpers import an_itop, finish, request


@pytest.mark.parametrize(
    ("allowed", "password", "letting_in"), [(True, "rest", True), (True, "wrong", False), (False, "rest", False)]
)
def test_credentials_in_the_query_count_where_allowed(*, allowed: bool, password: str, letting_in: bool) -> None:
    users = InstanceSettings.default()
    (own,) = [user for user in users.users if user.login == "rest"]
    itop = an_itop(replace(users, url_login=allowed))
    asked = {"auth_user": own.login, "auth_pwd": own.password if password == "rest" else password, "version": "1.3"}
    told = replace(
        request({"operation": "list_operations"}),
        target=f"/webservices/rest.php?{urlencode(asked)}",
        body=urlencode({"json_data": '{"operation": "list_operations"}'}).encode(),
    )

    reply = finish(itop.handle(told))

    assert (b'"code":0' in reply.body) is letting_in


def test_the_configuration_allows_it(tmp_path: Path) -> None:
    file = tmp_path / "fake-itop.toml"
    file.write_text("url_login = true\n")

    assert read_config(file).users.url_login
