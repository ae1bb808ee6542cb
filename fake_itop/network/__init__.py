"""Instances driven without sockets, and what every driver of an instance has in common."""

from fake_itop.itop.person import ConsoleAct, ConsoleCreation
from fake_itop.network.exchange import GATEWAY_TIMEOUT, Abandoned, Exchange
from fake_itop.network.faults import Corruption, Fault, Link, Partition, Verb
from fake_itop.network.looking import UnsettledError
from fake_itop.network.scheduler import Task
from fake_itop.network.world import World

__all__ = [
    "GATEWAY_TIMEOUT",
    "Abandoned",
    "ConsoleAct",
    "ConsoleCreation",
    "Corruption",
    "Exchange",
    "Fault",
    "Link",
    "Partition",
    "Task",
    "UnsettledError",
    "Verb",
    "World",
]
