"""The long work of this app: its steps stand with what they are about."""

from preferences import managing, merging

__all__ = ["managing", "merging"]
