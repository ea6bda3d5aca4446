"""The kinds of long work of this app, registered by being imported."""

from contacts import categories, choices, nightly, sweeping, tag_merging
from contacts.bulk import erasing, facts, fields, groups, statuses, tags
from contacts.exports import personal
from contacts.exports import running as exporting
from contacts.imports import preparing, running, undoing
from contacts.past import running as past
from contacts.past import undoing as taking_back
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
    "past",
    "personal",
    "preparing",
    "running",
    "statuses",
    "suppressing",
    "sweeping",
    "tag_merging",
    "tags",
    "taking_back",
    "undoing",
]
