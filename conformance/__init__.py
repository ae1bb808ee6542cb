"""How faithful is the fake? This suite replays what two real iTop servers answered and compares, case by case.

`recordings/` holds the truth and a README that explains its form; `gaps.txt` names the cases that do not agree yet.
A case's way through the suite: `corpus` reads it, `replay` plays its steps, `wire` speaks HTTP, `listeners` observe
the webhooks, `compare` finds the first difference with the help of `placeholders`. `targets` are what is measured:
the fake's pair, or two real servers.
"""
