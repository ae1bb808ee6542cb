"""The methods that actions name as callbacks, as their designs declare them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fake_itop.datamodel.model import Datamodel, MetaClass, Method
from fake_itop.notifications.callbacks import CallbackCode

_NAMED = re.compile(r"\$this->(?P<method>\w+)|\\?(?P<owner>\w+)::(?P<static>\w+)")


@dataclass(frozen=True)
class CallbackMethod:
    """A callback's method, and the class that declares it."""

    owner: MetaClass
    method: Method

    @property
    def code(self) -> CallbackCode:
        """What it does."""
        return CallbackCode(self.method.code)


def find(model: Datamodel, cls: MetaClass, name: str) -> CallbackMethod | None:
    """The method that an action names as callback, for objects of a class."""
    named = _NAMED.fullmatch(name.strip())
    if named is None:
        return None
    owner = cls if named["method"] else model.classes.get(named["owner"])
    wanted = named["method"] or named["static"]
    above = owner.ancestors if owner is not None else ()
    return next((CallbackMethod(each, each.methods[wanted]) for each in above if wanted in each.methods), None)
