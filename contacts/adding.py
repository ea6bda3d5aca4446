"""One person into an audience, or news about one who is there already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from audiences.models import Counter
from audiences.parts import parts_of
from contacts import statuses
from contacts.creating import New, create
from contacts.models import Contact, Source, Suppression
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause


@dataclass(frozen=True, slots=True)
class Person:
    """Who is added: the address as it was written and its one spelling."""

    email: str
    email_display: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""


class Added(NamedTuple):
    contact: Contact
    is_new: bool


class SuppressedError(Exception):
    """The address must not come back; the sentence says so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This person opted out, was erased, or has a dead address, and cannot "
                "be added again. They can sign up themselves."
            )
        )


class AlreadyHereError(Exception):
    """The audience has this contact, and was not asked to update it."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(_("This address is here already."))
        self.contact = contact


@transaction.atomic
def add(
    audience: Audience,
    person: Person,
    cause: Cause,
    *,
    permission: bool = False,
    tags: Iterable[str] = (),
    update: bool = False,
) -> Added:
    """Add the person, subscribed if they gave permission; or update who is there.

    What is blank leaves what is known, and no opt-out is undone.
    """
    if Suppression.objects.holds(audience, person.email):
        raise SuppressedError
    cause = replace(cause, source=cause.source or _by_hand(audience))
    contact = _found(audience, person)
    if contact is None:
        Counter.objects.hold_adding(audience, parts_of(person.email))
        contact = _found(audience, person)
        if contact is None:
            contact = _create(audience, person, cause, permission=permission)
            _tag(contact, tags, cause)
            return Added(contact, is_new=True)
    if not update:
        raise AlreadyHereError(contact)
    _update(contact, person, cause, permission=permission)
    _tag(contact, tags, cause)
    return Added(contact, is_new=False)


@transaction.atomic
def sign_up(
    audience: Audience, person: Person, cause: Cause, *, tags: Iterable[str] = ()
) -> Added:
    """Let somebody in who comes of their own will, also after an opt-out or an erasure.

    Raises `SuppressedError` where the address is dead or its owner complained.
    """
    Suppression.objects.lift_for(audience, person.email)
    added = add(audience, person, cause, permission=True, tags=tags, update=True)
    row = audience.contacts.filter(pk=added.contact.pk)
    if statuses.come_back(row, cause):
        added.contact.refresh_from_db()
    return added


def _found(audience: Audience, person: Person) -> Contact | None:
    contacts = audience.contacts.select_for_update()
    return contacts.filter(email=person.email).first()


def _by_hand(audience: Audience) -> Source:
    source, _created = audience.sources.get_or_create(
        kind=Source.Kind.STAFF,
        object_id=0,
        defaults={"label": str(Source.Kind.STAFF.label)},
    )
    return source


def _create(
    audience: Audience,
    person: Person,
    cause: Cause,
    *,
    permission: bool,
) -> Contact:
    status = "subscribed" if permission else "nonsubscribed"
    known = _known(person) | {"email_display": person.email_display or person.email}
    (contact,) = create(audience, [New(person.email, status, known)], cause)
    return contact


def _known(person: Person) -> dict[str, str]:
    names = ("first_name", "last_name", "phone")
    return {name: value for name in names if (value := getattr(person, name))}


def _update(
    contact: Contact, person: Person, cause: Cause, *, permission: bool
) -> None:
    news: dict[str, Any] = {
        name: value
        for name, value in _known(person).items()
        if value != getattr(contact, name)
    }
    row = contact.audience.contacts.filter(pk=contact.pk)
    if news:
        row.update(**news, changed_at=cause.at)
        said = cause.properties(fields=sorted(news))
        log.record(contact.audience_id, Own.CONTACT_UPDATED, [contact.pk], said)
    row.unarchive(cause)
    if permission:
        row.subscribe(cause)
    contact.refresh_from_db()


def _tag(contact: Contact, names: Iterable[str], cause: Cause) -> None:
    ids = contact.audience.tags.ensure(contact.audience, names)
    row = contact.audience.contacts.filter(pk=contact.pk)
    for tag in contact.audience.tags.filter(pk__in=set(ids.values())).order_by("pk"):
        row.tag(tag, cause)
