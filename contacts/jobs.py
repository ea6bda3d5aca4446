"""The kinds of long work of this app, registered by being imported."""

from contacts import categories, choices, nightly, sweeping, tag_merging
from contacts.bulk import erasing, facts, fields, groups, statuses, tags
from contacts.exports import personal
from contacts.exports import running as exporting
from contacts.imports import preparing, running, undoing
from contacts.suppressions import running as suppressing

__all__ = [
    "categories",
    "choices",
    "erasing",
    "exporting",
    "facts",
    "fields",
    "groups",
    "nightly",
    "personal",
    "preparing",
    "running",
    "statuses",
    "suppressing",
    "sweeping",
    "tag_merging",
    "tags",
    "undoing",
]
