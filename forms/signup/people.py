"""What people filled in: told, deleted with them, and joined when two become one."""

from __future__ import annotations

from collections.abc import Iterator

from audiences import people
from audiences.people import Person, Row, Telling
from forms.models import Signup


def tell(person: Person) -> Iterator[Row]:
    signups = Signup.objects.filter(audience=person.audience.pk, contact_id=person.pk)
    for signup in signups.select_related("form").order_by("at", "pk"):
        yield {
            "form": signup.form.name,
            "version": signup.version,
            "at": signup.at,
            "ip": signup.ip,
            "language": signup.language,
            "wording": signup.wording,
            "said": signup.said,
            "confirmed_at": signup.confirmed_at,
        }


people.rows("forms_signup", tells=Telling("sign_ups", tell))
