"""What people of a house choose and permit: public and private, taken and declined."""

from __future__ import annotations

from contacts.causes import Cause
from preferences import choosing
from tests.browser.houses import House
from tests.factories import PreferenceFactory
from tests.forms.permitting import permission

WORDING = "Yes, send me this by email, about once a month."
LONG = "A preference with rather a long name"


def choose(house: House) -> None:
    """Everybody gets some, and a few have unsubscribed."""
    audience = house.audience
    of = {"Letters": ["Monthly letter", LONG], "Events": ["Tastings"]}
    cause = Cause(audience, "form", actor=house.owner, wording=WORDING)
    for category, names in of.items():
        for name in names:
            preference = PreferenceFactory.create(
                audience=audience,
                name=name,
                category=category,
                description="Nothing else, and never on Sundays.",
                is_public=name != "Tastings",
                variants={"fr": {"name": "Lettre mensuelle"}},
            )
            choosing.give(audience.contacts.all(), preference, cause)
            people = audience.contacts.order_by("-pk").values_list("pk", flat=True)
            some = audience.contacts.filter(pk__in=list(people[:3]))
            choosing.put(some, preference, "unsubscribed", cause)
    PreferenceFactory.create(
        audience=audience, name="An old one", archived_at=audience.created_at
    )
    for title in ("News by email", LONG):
        permission(audience, title)
    permission(audience, "An old permission", archived_at=audience.created_at)
