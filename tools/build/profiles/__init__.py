"""Writes what other versions have otherwise: ``python -m tools.build.profiles FACTS RECORDINGS``."""
