"""Writes the base designs from the facts of a real iTop: ``python -m tools.build.datamodel FACTS``."""
