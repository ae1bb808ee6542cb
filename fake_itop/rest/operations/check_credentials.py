"""``core/check_credentials``: whether a login and a password belong together."""

from __future__ import annotations

from fake_itop.access.login import check_password
from fake_itop.rest.call import Call, Reply, at_once
from fake_itop.values.php_types import to_str


@at_once
def check_credentials(call: Call) -> Reply:
    """A plain yes or no; the code is 0 either way."""
    user, password = to_str(call.mandatory("user")), to_str(call.mandatory("password"))
    authorized = check_password(call.db, user, password)
    return {"code": 0, "message": None, "authorized": authorized}
