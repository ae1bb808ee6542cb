"""Instances driven without sockets, and what every driver of an instance has in common."""

from fake_itop.world.corruption import Corruption
from fake_itop.world.exchange import GATEWAY_TIMEOUT, Abandoned, Exchange
from fake_itop.world.faults import Fault, Link, Partition, Verb
from fake_itop.world.instance_protocol import ConsoleAct, ConsoleCreation, Instance, Work
from fake_itop.world.task import Task
from fake_itop.world.unsettled import UnsettledError
from fake_itop.world.world import World

__all__ = [
    "GATEWAY_TIMEOUT",
    "Abandoned",
    "ConsoleAct",
    "ConsoleCreation",
    "Corruption",
    "Exchange",
    "Fault",
    "Instance",
    "Link",
    "Partition",
    "Task",
    "UnsettledError",
    "Verb",
    "Work",
    "World",
]
