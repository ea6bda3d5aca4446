"""What forms keep of people."""

from forms.centre import people as centre
from forms.landing import people as landing
from forms.signup import people as signup
from forms.surveys import people as surveys

__all__ = ["centre", "landing", "signup", "surveys"]
