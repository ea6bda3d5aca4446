"""The list of suppressed addresses and numbers as who governs an audience sees it.

Nobody can read it, since it holds hashes: one asks for one of them at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Rate
from accounts.models import AuditEntry
from audiences.models import Audience
from contacts.models import Contact, Suppression
from contacts.values import phones

if TYPE_CHECKING:
    from accounts.models import Membership, User
    from contacts.causes import Cause

KINDS = tuple(Suppression.Kind)
# Who looks up more than a person types would find out by trying who is on the list.
RATE = Rate(most=20, seconds=120)
SHOWN = 10  # of those who share a number


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of each kind, of one audience or of the whole account."""

    name: str
    url: str
    numbers: list[int]
    is_here: bool = False

    @property
    def listed(self) -> list[tuple[str, int]]:
        """The label of each kind, and the number."""
        labels = [str(kind.label) for kind in KINDS]
        return list(zip(labels, self.numbers, strict=True))

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one address or number: why it is suppressed, and who has it."""

    address: str
    found: Sequence[Suppression]
    contacts: Sequence[Contact]  # one of an address; a household may share a number

    @property
    def is_number(self) -> bool:
        return self.address.startswith("+")

    @property
    def in_words(self) -> str:
        return phones.in_words(self.address) if self.is_number else self.address

    @property
    def people(self) -> list[tuple[Contact, str]]:
        """Who has it here, with their status in what goes to it."""
        return [
            (
                one,
                str(
                    one.get_sms_status_display()
                    if self.is_number
                    else one.get_status_display()
                ),
            )
            for one in self.contacts
        ]


class TooOftenError(Exception):
    """Somebody looks up more addresses than a person would."""

    def __init__(self) -> None:
        super().__init__(
            _("Those were many addresses in a short time. Wait a minute and go on.")
        )


def counts(audience: Audience, member: Membership) -> list[Count]:
    """This audience first, the others the member may open, then the account."""
    by_place = Suppression.objects.count_by_kind(audience.account)
    others = Audience.objects.for_membership(member).exclude(pk=audience.pk)
    listed = [
        Count(
            place.name,
            reverse("contacts:suppression_list", args=[place.pk]),
            _numbers(by_place.get(place.pk, {})),
            is_here=place == audience,
        )
        for place in (audience, *others)
        if place == audience or place.pk in by_place
    ]
    whole = Count(_("The whole account"), "", _numbers(by_place.get(None, {})))
    return [*listed, whole]


def look_up(audience: Audience, address: str, *, user: User) -> Answer:
    """What is known of an address, or of a number in E.164. Raises `TooOftenError`."""
    if not limits.take(f"suppression:{user.pk}", RATE):
        raise TooOftenError
    return answer_of(audience, address)


def answer_of(audience: Audience, address: str) -> Answer:
    bound = Suppression.objects.binding(audience).of(address)
    found = list(bound.order_by("created_at", "pk"))
    here = audience.contacts
    people = (
        here.with_number(address)
        if address.startswith("+")
        else here.filter(email=address)
    )
    return Answer(address, found, list(people.order_by("pk")[:SHOWN]))


@transaction.atomic
def lift(
    audience: Audience, address: str, reason: str, cause: Cause, *, wide: bool
) -> int:
    """Forget that it is suppressed; return for how many reasons it was.

    What binds the whole account is lifted for all of it, where that is meant. Who did
    that and why is written down, with the hash in place of the address or number.
    """
    bound = Suppression.objects.binding(audience).of(address)
    if not wide:
        bound = bound.filter(audience_id=audience.pk)
    found = list(bound.select_for_update().order_by("pk"))
    if not found:
        return 0
    Suppression.objects.filter(pk__in=[row.pk for row in found]).delete()
    AuditEntry.objects.record(
        audience.account,
        "suppression.lifted",
        reason,
        actor=cause.actor,
        ip=cause.ip,
        audience=audience.pk,
        kinds=[row.kind for row in found],
        hash=bytes(found[0].hash).hex(),
    )
    return len(found)


def _numbers(by_kind: dict[str, int]) -> list[int]:
    return [by_kind.get(kind, 0) for kind in KINDS]
