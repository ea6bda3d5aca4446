"""What the demo account knows of forms."""

from __future__ import annotations

from contacts.demo import tells
from contacts.demo.growth import Growth
from forms.signup import demo
from forms.surveys import demo as surveys


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    demo.tell(readers)
    surveys.tell(readers)
