"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, sweeping
from contacts.imports import preparing, running, undoing

__all__ = ["bulk", "preparing", "running", "sweeping", "undoing"]
