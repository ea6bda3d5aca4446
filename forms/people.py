"""What forms keep of people."""

from forms.signup import people

__all__ = ["people"]
