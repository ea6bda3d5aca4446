"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, choices, nightly, sweeping
from contacts.imports import running

__all__ = ["bulk", "choices", "nightly", "running", "sweeping"]
