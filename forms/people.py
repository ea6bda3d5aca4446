"""What forms keep of people."""

from forms.centre import people as centre
from forms.signup import people as signup

__all__ = ["centre", "signup"]
