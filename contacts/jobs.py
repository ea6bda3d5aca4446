"""The kinds of long work of this app, registered by being imported."""

from contacts import sweeping
from contacts.bulk import erasing, facts, statuses, tags
from contacts.imports import running

__all__ = ["erasing", "facts", "running", "statuses", "sweeping", "tags"]
