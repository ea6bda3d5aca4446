"""The conditions of what contacts are and belong to; see the app `conditions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conditions.subjects import Subject, provides
from contacts.conditions import events
from contacts.conditions.belonging import of_belonging
from contacts.conditions.fields import of_fields
from contacts.conditions.people import of_addresses, of_facts
from contacts.conditions.places import of_places
from contacts.conditions.sources import of_sources

if TYPE_CHECKING:
    from audiences.models import Audience

__all__ = ["events"]


@provides
def of_contacts(audience: Audience) -> Iterable[Subject]:
    """In the order of their use: whoever looks for a name finds it near the top."""
    yield from of_addresses(audience)
    yield from of_fields(audience)
    yield from of_facts(audience)
    yield from of_places(audience)
    yield from of_sources(audience)
    yield from of_belonging(audience)
