"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, sweeping
from contacts.imports import running, undoing, workbooks

__all__ = ["bulk", "running", "sweeping", "undoing", "workbooks"]
