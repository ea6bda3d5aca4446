"""What people chose, and what the counters say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audiences.models import Audience, Counter
from contacts.causes import Cause
from contacts.models import Contact
from events.models import Event
from events.names import Own
from preferences import choosing
from preferences.models import Choice, Preference
from tests.factories import ContactFactory

NAMES = [Own.PREFERENCE_GAINED, Own.PREFERENCE_LOST, Own.PREFERENCE_CHANGED]


def person(
    audience: Audience,
    preference: Preference | None = None,
    state: str = "",
    **said: Any,
) -> Contact:
    """Somebody who chose this."""
    contact = ContactFactory.create(audience=audience, **said)
    if preference:
        choosing.choose(contact, preference, state, Cause(audience, "form"))
    return contact


def write_choices(
    audience: Audience, people: Sequence[Contact], chosen: Sequence[dict[int, str]]
) -> None:
    """Their choices, states by the ids of preferences, without events or counts."""
    Choice.objects.bulk_create(
        Choice(
            audience=audience,
            contact=contact,
            preference_id=pk,
            state=state,
            at=contact.created_at,
        )
        for contact, states in zip(people, chosen, strict=True)
        for pk, state in states.items()
    )


def states(preference: Preference) -> dict[int, str]:
    """What was chosen, by contact."""
    choices = Choice.objects.filter(audience=preference.audience, preference=preference)
    return dict(choices.values_list("contact_id", "state"))


def counted(preference: Preference) -> tuple[int, int]:
    """How many are subscribed and unsubscribed, by the counters."""
    kept = Counter.objects.by_key(preference.audience, "preference")
    return kept.get(str(preference.pk), 0), kept.get(f"-{preference.pk}", 0)


def told(contact: Contact) -> list[tuple[str, dict[str, Any]]]:
    """The events of preferences of the contact, oldest first."""
    events = Event.objects.filter(
        audience=contact.audience_id, contact_id=contact.pk, name_id__in=NAMES
    )
    rows = events.order_by("id").values_list("name_id", "properties")
    return [(Own(name).text, said) for name, said in rows]
