"""The list of suppressed addresses as those see it who govern an audience.

Nobody can read it, since it holds hashes: one asks for one address at a time.
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

if TYPE_CHECKING:
    from accounts.models import Membership, User
    from contacts.causes import Cause

KINDS = tuple(Suppression.Kind)
# Who looks up more than a person types would find out by trying who is on the list.
RATE = Rate(most=20, seconds=120)


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
    """What is known of one address: why it is suppressed, and who has it here."""

    email: str
    found: Sequence[Suppression]
    contact: Contact | None


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


def look_up(audience: Audience, email: str, *, user: User) -> Answer:
    """Raises `TooOftenError`."""
    if not limits.take(f"suppression:{user.pk}", RATE):
        raise TooOftenError
    return answer_of(audience, email)


def answer_of(audience: Audience, email: str) -> Answer:
    found = Suppression.objects.binding(audience).of(email).order_by("created_at", "pk")
    return Answer(email, list(found), audience.contacts.filter(email=email).first())


@transaction.atomic
def lift(
    audience: Audience, email: str, reason: str, cause: Cause, *, wide: bool
) -> int:
    """Forget that the address is suppressed; return for how many reasons it was.

    What binds the whole account is lifted for all of it, where that is meant. Who did
    that and why is written down, with the hash in place of the address.
    """
    bound = Suppression.objects.binding(audience).of(email)
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
