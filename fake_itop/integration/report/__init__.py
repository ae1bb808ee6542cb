"""Tells of the scenarios that were played: on a terminal, as JSON, as JUnit's XML, as a page of HTML."""
