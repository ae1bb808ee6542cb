"""Stories over a world: generated acts and faults, the promises that they break, and the shortest that does."""

from fake_itop.explore.opening import Opening, StagedAct
from fake_itop.explore.player import PlayedStory, explore, play, tell
from fake_itop.explore.rules import FAULTS, allowed
from fake_itop.explore.search import Find, Finds, look, shorten
from fake_itop.explore.story import Story, StoryError, StoryStep, story_of

__all__ = [
    "FAULTS",
    "Find",
    "Finds",
    "Opening",
    "PlayedStory",
    "StagedAct",
    "Story",
    "StoryError",
    "StoryStep",
    "allowed",
    "explore",
    "look",
    "play",
    "shorten",
    "story_of",
    "tell",
]
