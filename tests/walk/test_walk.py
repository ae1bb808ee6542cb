"""Walks through the whole datamodel: whatever is asked in whatever order, the fake stays what a real iTop could be."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from conformance.walker import Request, Walker, render
from fake_itop.itop.instance import InstanceSnapshot, Itop
from fake_itop.values.http import HttpReply
from tests.helpers import an_itop, http
from tests.rest.unchanged import check_that_nothing_changed
from tests.walk.form import check_form

choices = st.integers(0, 2**32 - 1).map(Random)
users = st.sampled_from(("rest", "rest", "rest", "partner_rest"))
READS = ("core/get", "core/get_related")


@cache
def warm() -> tuple[Itop, InstanceSnapshot]:
    itop = an_itop()
    return itop, itop.snapshot()


def a_walker(itop: Itop, random: Random) -> Walker:
    return Walker(itop.db.model, random, [cls for cls in itop.db.model if not cls.abstract])


class Walk(RuleBasedStateMachine):
    """One walk; each step has a seed of its own, so that hypothesis can leave out steps of one that fails."""

    def __init__(self) -> None:
        super().__init__()
        self.itop, self.start = warm()
        self.itop.restore(self.start)
        self.walker = a_walker(self.itop, Random(0))  # noqa: S311 - each rule brings its own

    def ask(self, request: Request, user: str) -> None:
        """Ask, and hold what came back, and what became of the instance, to what is promised."""
        asked = render(request, lambda _cls, id_: id_)
        before = self.itop.snapshot()
        reply = http(self.itop, asked, user)
        answer = check_form(self.itop.db.model, reply)
        if not self.was_written_all_the_same(before, asked, user, reply):
            check_that_nothing_changed(self.itop, before, asked, reply)
        if request["operation"] in READS or request.get("simulate"):
            assert self.itop.snapshot() == before
        self.walker.learn(request, answer)

    def was_written_all_the_same(self, before: InstanceSnapshot, asked: Request, user: str, reply: HttpReply) -> bool:
        """Whether only what came after the write failed: a trigger's query, or showing a circle of link sets."""
        if reply.status != 500 or "output_fields" not in asked:
            return b'title="Trigger"' in reply.body
        after = self.itop.snapshot()
        self.itop.restore(before)
        shown_less = http(self.itop, {**asked, "output_fields": "id"}, user)
        self.itop.restore(after)
        return shown_less.status != 500

    @rule(random=choices, user=users)
    def create(self, random: Random, user: str) -> None:
        self.walker.random = random
        self.ask(self.walker.create(), user)

    @precondition(lambda self: self.walker.objects)
    @rule(random=choices, user=users)
    def ask_anything(self, random: Random, user: str) -> None:
        self.walker.random = random
        self.ask(self.walker.ask(), user)

    @precondition(lambda self: self.walker.objects)
    @rule(random=choices)
    def update(self, random: Random) -> None:
        self.walker.random = random
        self.ask(self.walker.update(), "rest")

    @invariant()
    def every_object_can_be_shown(self) -> None:
        for cls, ids in self.walker.objects.items():
            request = {"operation": "core/get", "class": cls, "key": ids[-1], "output_fields": "*"}
            check_form(self.itop.db.model, http(self.itop, request))

    def teardown(self) -> None:
        self.itop.restore(self.start)
        assert self.itop.snapshot() == self.start


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=100, stateful_step_count=15, deadline=None)


def digest(seed: int, steps: int = 60) -> str:
    """The bytes of all answers of a walk, hashed."""
    itop = an_itop()
    walker, answers = a_walker(itop, Random(seed)), hashlib.sha256()  # noqa: S311 - no secret
    for _ in range(steps):
        request = walker.ask()
        body = http(itop, render(request, lambda _cls, id_: id_)).body
        answers.update(body)
        walker.learn(request, _decoded(body))
    return answers.hexdigest()


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    code = "from tests.walk.test_walk import digest; print(digest(7), digest(8))"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert found.stdout.split() == [digest(7), digest(8)]
