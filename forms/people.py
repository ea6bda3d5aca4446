"""What forms keep of people."""

from forms.signup import people
from forms.surveys import people as surveys

__all__ = ["people", "surveys"]
