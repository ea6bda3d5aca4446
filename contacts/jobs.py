"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, categories, choices, sweeping, tag_merging
from contacts.imports import running

__all__ = ["bulk", "categories", "choices", "running", "sweeping", "tag_merging"]
