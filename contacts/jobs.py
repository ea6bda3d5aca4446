"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, categories, choices, sweeping
from contacts.imports import running

__all__ = ["bulk", "categories", "choices", "running", "sweeping"]
