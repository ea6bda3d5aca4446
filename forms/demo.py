"""What the demo account knows of forms and pages."""

from __future__ import annotations

from contacts.demo import tells
from contacts.demo.growth import Growth
from forms.landing import demo as landing
from forms.permissions import demo as permissions
from forms.signup import demo as signup
from forms.surveys import demo as surveys


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    permissions.tell(readers)
    signup.tell(readers)
    surveys.tell(readers)
    landing.tell(readers)
