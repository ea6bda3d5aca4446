"""What the messages of an audience can name, and what is the same in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from contacts.values import in_words
from delivery.language import Vocabulary, folded
from delivery.leading import known_to

if TYPE_CHECKING:
    from audiences.models import Audience

# Addresses of pages that are each reader's own: the way out, what they choose, and the
# message in a browser.
LINKS = ("UNSUB", "UPDATE_PROFILE", "ARCHIVE")


def vocabulary_of(
    audience: Audience, message: Mapping[str, str] | None = None, *, event: bool = False
) -> Vocabulary:
    """Four queries. `message` is what a message says of itself: SUBJECT and so on."""
    fields = audience.fields.present().values_list("tag", "default")
    groups = audience.groups.present().filter(category__deleted_at=None)
    named = groups.values_list("category__title", "name", "pk")
    preferences = audience.preferences.present().values_list("name", "pk")
    segments = list(audience.segments.present().values_list("pk", "name"))
    return Vocabulary(
        values=dict(fields) | dict.fromkeys(LINKS, ""),
        constants=_constants(audience) | dict(message or {}),
        today=timezone.localdate(timezone=ZoneInfo(audience.time_zone)),
        groups={(folded(title), folded(name)): pk for title, name, pk in named},
        segments={folded(name): pk for pk, name in segments}
        | {str(pk): pk for pk, _name in segments},
        preferences={folded(name): pk for name, pk in preferences},
        event=event,
        finds=known_to(audience),
    )


def _constants(audience: Audience) -> dict[str, str]:
    return {
        "LIST:NAME": audience.name,
        "LIST:COMPANY": audience.company,
        "LIST:ADDRESS": _address(audience),
        "LIST:PHONE": audience.phone,
        "LIST:EMAIL": audience.from_email,
        "LIST:REMINDER": audience.permission_reminder,
    }


def _address(audience: Audience) -> str:
    """What the law wants beneath every message, in the language of the audience."""
    parts = {
        "addr1": audience.address1,
        "addr2": audience.address2,
        "city": audience.city,
        "state": audience.region,
        "zip": audience.postcode,
        "country": audience.country,
    }
    with translation.override(audience.language):
        return in_words("address", parts)
