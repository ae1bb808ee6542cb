"""Stories over a world: generated acts and faults, the promises that they break, and the shortest that does."""

from fake_itop.explore.opening import Deed, Opening
from fake_itop.explore.player import Played, explore, play, tell
from fake_itop.explore.rules import FAULTS, allowed
from fake_itop.explore.search import Find, Finds, look, shorten
from fake_itop.explore.story import Step, Story, StoryError, story_of

__all__ = [
    "FAULTS",
    "Deed",
    "Find",
    "Finds",
    "Opening",
    "Played",
    "Step",
    "Story",
    "StoryError",
    "allowed",
    "explore",
    "look",
    "play",
    "shorten",
    "story_of",
    "tell",
]
