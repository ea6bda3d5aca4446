"""What is kept of forms, in the admin."""

from forms.signup import admin

__all__ = ["admin"]
