"""The kinds of long work of this app, registered by being imported."""

from contacts import bulk, sweeping
from contacts.exports import running as exporting
from contacts.imports import running

__all__ = ["bulk", "exporting", "running", "sweeping"]
