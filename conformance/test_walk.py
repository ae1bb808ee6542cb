"""A real server and the fake, walked over at random: `pytest conformance --itop-url URL --walk N`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from conformance import corpus
from conformance.conftest import real_login
from conformance.targets import Control, TargetError, fake_single, real_side
from conformance.twins import Asked, Translation, walk
from conformance.walker import Walker
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.profiles import find


@dataclass(frozen=True)
class Ground:
    """What is walked over: both servers, and the classes that both have."""

    model: Datamodel
    classes: list[MetaClass]
    real: Asked
    fake: Asked
    control: Control
    words: dict[str, str]
    """The real server's words for the fake's: who is logged in."""


@pytest.fixture(scope="session")
def ground(pytestconfig: pytest.Config) -> Iterator[Ground]:
    """Starts the fake with the designs that were named, and looks which classes the real server has."""
    option = pytestconfig.option
    loaded = corpus.load(corpus.SHIPPED)
    model = find(option.profile or corpus.DEFAULT_PROFILE).datamodel(option.design)
    try:
        with fake_single(loaded.config, option.profile or corpus.DEFAULT_PROFILE, option.design) as side:
            assert side.control
            side.control.call("snapshot", {"name": "clean"})
            fake = Asked(side, *loaded.logins[corpus.DEFAULT_USER])
            user = loaded.logging_in_as(*real_login(pytestconfig)).logins[corpus.DEFAULT_USER]
            real = Asked(real_side(option.itop_url), *user)
            classes = [cls for cls in model if not cls.abstract and "bizmodel" in cls.category and real.knows(cls.name)]
            if not classes:
                pytest.fail(f"{option.itop_url} has no class that {user[0]} may read", pytrace=False)
            yield Ground(model, classes, real, fake, side.control, {user[0]: corpus.DEFAULT_USER})
            real.close()
            fake.close()
    except TargetError as error:
        pytest.fail(str(error), pytrace=False)


def test_answers_as_the_real_server(ground: Ground, walk_seed: int, pytestconfig: pytest.Config) -> None:
    """Up to the end of the journey; the first difference is told, and written as a recording."""
    ground.control.call("restore", {"name": "clean"})
    walker = Walker(ground.model, Random(walk_seed), ground.classes, f"walk {walk_seed}")  # noqa: S311 - no secret
    translation = Translation(ground.model, dict(ground.words))

    journey = walk(f"walk {walk_seed}", walker, ground.real, ground.fake, translation)

    if journey.difference is not None:
        folder: Path = pytestconfig.option.walk_out
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"walk-{walk_seed}.json"
        file.write_text(json.dumps(journey.recorded(), ensure_ascii=False, indent=1), encoding="utf-8")
        pytest.fail(f"{journey}\nwritten to {file}", pytrace=False)
