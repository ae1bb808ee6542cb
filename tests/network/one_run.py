"""Plays one seed on a pair of iTops, with faults and acts that overlap, and prints the journal. Run in a process."""

import sys

from fake_itop.explore import Opening
from fake_itop.explore.laboratory import Laboratory
from fake_itop.explore.run import Run
from fake_itop.journal import to_lines

RESOLVE = "ev_resolve"


def opening() -> Opening:
    """The tutorial's pair."""
    return Laboratory("tutorial").open()


def journal(start: Opening, seed: int) -> str:
    """The journal of a story in which much goes on at once; what is drawn by chance, the seed decides."""
    run = Run(start, seed)
    run.to_us.slow(5, probability=0.5)
    run.to_partner.duplicate(probability=0.5)
    acts = {act.name: act for act in start.acts}
    run.do(acts["transfer"])
    run.we({"private_log": "one"})
    with run.to_partner.hold():
        run.we({"private_log": "two"})
        run.we({"private_log": "three"})
        run.do(acts["their-take"])
        run.they({"public_log": "four"})
    run.we({"private_log": "five"})
    run.they({"solution": "six"}, RESOLVE)
    run.close()
    return to_lines(run.traffic.journal.rows())


if __name__ == "__main__":
    sys.stdout.write(journal(opening(), int(sys.argv[1])))
