"""What documents of members are made of: rows of contacts, and what these refer to.

Of one list or of several, by as many statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from api.merge_values import Teller, teller_of
from audiences.models import Audience
from contacts.models import Consent, Contact, Field, Group, Note, Source, Tag
from contacts.refusals import ONE_TO_ONE
from delivery.optouts import reasons
from forms.models import Permission
from forms.permissions.granting import given_among


class Row(NamedTuple):
    """What is read of a contact; the names are those of its columns."""

    pk: int
    audience_id: int
    public_id: UUID
    email: str
    email_display: str
    status: str
    status_at: datetime
    archived_at: datetime | None
    first_name: str
    last_name: str
    phone: str
    sms_phone: str
    sms_status: str
    source_id: int | None
    language: str
    time_zone: str
    country: str
    region: str
    latitude: float | None
    longitude: float | None
    email_client: str
    rating: int
    vip: bool
    signup_at: datetime | None
    signup_ip: str | None
    optin_at: datetime | None
    optin_ip: str | None
    changed_at: datetime
    tag_ids: list[int]
    group_ids: list[int]
    fields: dict[str, Any]


@dataclass(frozen=True)
class Around:
    """What is around the contacts of these audiences; ids are those of rows."""

    audiences: Sequence[Audience]
    sources: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    notes: dict[int, Note] = field(default_factory=dict)  # the last one of each contact
    # When each last said yes or no to SMS.
    sms_since: dict[int, datetime] = field(default_factory=dict)
    refusing: set[int] = field(default_factory=set)  # one-to-one messages
    # By contact, the ids of the permissions that they give.
    permitted: dict[int, set[int]] = field(default_factory=dict)
    # Why they left, as they said by a message, by who and when that was.
    reasons: dict[tuple[int, datetime], str] = field(default_factory=dict)

    def rows(self, pks: Sequence[int]) -> dict[int, Row]:
        """Those of these contacts who are there, with what they refer to looked up."""
        contacts = Contact.objects.filter(audience__in=self.audiences, pk__in=pks)
        rows = {row[0]: Row(*row) for row in contacts.values_list(*Row._fields)}
        self._look_up(rows.values())
        return rows

    @cached_property
    def tellers(self) -> dict[int, list[Teller]]:
        """Of the fields of each audience, in their order."""
        fields = Field.objects.present().filter(audience__in=self.audiences)
        tellers: dict[int, list[Teller]] = defaultdict(list)
        for each in fields.exclude(column="email").in_order():
            tellers[each.audience_id].append(teller_of(each))
        return tellers

    @cached_property
    def interests(self) -> dict[int, list[tuple[int, str]]]:
        """The groups of each audience, each with the id that the API names it by."""
        groups = Group.objects.present().filter(
            audience__in=self.audiences, category__deleted_at=None
        )
        interests: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = groups.order_by("pk").values_list("audience_id", "pk", "public_id")
        for audience_id, pk, public_id in rows:
            interests[audience_id].append((pk, public_id))
        return interests

    @cached_property
    def permissions(self) -> dict[int, list[Permission]]:
        """What each audience asks people to permit, in its order."""
        offered = Permission.objects.offered().filter(audience__in=self.audiences)
        permissions: dict[int, list[Permission]] = defaultdict(list)
        for one in offered.in_order():
            permissions[one.audience_id].append(one)
        return permissions

    def _look_up(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        tag_ids = {pk for row in rows for pk in row.tag_ids} - set(self.tags)
        if tag_ids:
            tags = Tag.objects.present().filter(
                audience__in=self.audiences, pk__in=tag_ids
            )
            self.tags.update(tags.values_list("pk", "name"))
        source_ids = {row.source_id for row in rows if row.source_id}
        source_ids -= set(self.sources)
        if source_ids:
            sources = Source.objects.filter(
                audience__in=self.audiences, pk__in=source_ids
            )
            self.sources.update({one.pk: in_words(one) for one in sources})
        notes = Note.objects.present().filter(audience__in=self.audiences)
        last = notes.last_of([row.pk for row in rows])
        self.notes.update({note.contact_id: note for note in last})
        moved = [row.pk for row in rows if row.sms_status != "nonsubscribed"]
        if moved:
            consents = Consent.objects.filter(audience__in=self.audiences)
            self.sms_since.update(consents.last_of(moved, "sms"))
        self._look_up_consents([row.pk for row in rows])
        left = [row.pk for row in rows if row.status == "unsubscribed"]
        if left:
            for one in reasons.of_contacts(self.audiences, left):
                self.reasons[one.contact, one.at] = one.why

    def _look_up_consents(self, pks: list[int]) -> None:
        consents = Consent.objects.filter(audience__in=self.audiences)
        self.refusing.update(consents.refusing(ONE_TO_ONE, pks))
        if self.permissions:
            for pk, permission in given_among(consents, pks):
                self.permitted.setdefault(pk, set()).add(permission)


def in_words(source: Source) -> str:
    if source.kind == Source.Kind.API:
        return f"API - {source.label}"
    return str(source)
