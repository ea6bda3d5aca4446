"""What came of the long work of this app."""

from forms.surveys import outcomes

__all__ = ["outcomes"]
