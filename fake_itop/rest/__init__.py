"""The REST/JSON endpoint: its envelope, its operations, and how it shows objects."""
