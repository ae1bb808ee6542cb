"""Writes the base designs from the facts of a real iTop: ``python -m fake_itop.datamodel.build FACTS``."""
