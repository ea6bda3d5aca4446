"""The conditions of what contacts are and belong to; see the app `conditions`."""

from contacts.conditions import belonging, events, fields, people, sources

__all__ = ["belonging", "events", "fields", "people", "sources"]
