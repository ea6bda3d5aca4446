"""The kinds of long work of this app, and its registries, filled by being imported."""

from contacts import categories, choices, nightly, sweeping, tag_merging
from contacts.bulk import erasing, facts, fields, groups, statuses, tags
from contacts.exports import personal
from contacts.exports import running as exporting
from contacts.imports import intake, preparing, running, undoing
from contacts.past import intake as past_intake
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
    "intake",
    "nightly",
    "past",
    "past_intake",
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
