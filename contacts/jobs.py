"""The kinds of long work of this app, registered by being imported."""

from contacts import choices, nightly, sweeping
from contacts.bulk import erasing, facts, statuses, tags
from contacts.exports import running as exporting
from contacts.imports import running

__all__ = [
    "choices",
    "erasing",
    "exporting",
    "facts",
    "nightly",
    "running",
    "statuses",
    "sweeping",
    "tags",
]
