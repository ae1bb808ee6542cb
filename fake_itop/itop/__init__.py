"""One instance: how it is built, answers, runs in the background, and serves a person at the console."""
