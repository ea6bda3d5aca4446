"""Long work of this app."""

from forms.surveys import exporting

__all__ = ["exporting"]
