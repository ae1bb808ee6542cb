"""Writes what other versions have otherwise: ``python -m fake_itop.profiles.build FACTS RECORDINGS``."""
