"""Integrations of two iTops: wirings, their contract, scenarios, and what is read from a live iTop."""
