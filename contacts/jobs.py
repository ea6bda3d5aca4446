"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, categories, choices, nightly, sweeping
from contacts.imports import running

__all__ = ["bulk", "categories", "choices", "nightly", "running", "sweeping"]
