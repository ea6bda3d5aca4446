"""What forms keep of persons: told, and deleted with them."""

from __future__ import annotations

from collections.abc import Iterator

from audiences import people
from audiences.people import Person, Row, Telling
from forms.landing import people as landing
from forms.models import CentreKey
from forms.signup import people as signup

__all__ = ["landing", "signup", "tell"]


def tell(person: Person) -> Iterator[Row]:
    keys = CentreKey.objects.filter(audience=person.audience.pk, contact=person.pk)
    for key in keys.order_by("pk"):
        yield {
            "for": key.purpose,
            "new_address": key.email,
            "made_at": key.made_at,
            "expires_at": key.expires_at,
            "used_at": key.used_at,
        }


people.rows("forms_centrekey", tells=Telling("links_to_the_centre", tell))
