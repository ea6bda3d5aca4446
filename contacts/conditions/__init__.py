"""The conditions of what contacts are and belong to; see the app `conditions`."""

from contacts.conditions import belonging, fields, people, sources

__all__ = ["belonging", "fields", "people", "sources"]
