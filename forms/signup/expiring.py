"""What nobody confirmed is let go, with whoever was known by nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from audiences.models import Audience
from contacts import deleting
from contacts.causes import Cause
from forms.models import Signup
from forms.signup.querysets import LASTS

if TYPE_CHECKING:
    from contacts.querysets import ContactQuerySet

SLICE = 500
# How long a link says that it was used.
REMEMBERED = timedelta(days=30)


def expire() -> int:
    """Let go of what is over, of every audience; return how many sign-ups."""
    now = timezone.now()
    return sum(_expire(audience, now) for audience in waiting(now))


def waiting(now: datetime) -> list[Audience]:
    old = Signup.objects.filter(_is_over(now)).values("audience_id").distinct()
    return list(Audience.objects.filter(pk__in=old, deleting_at=None).order_by("pk"))


def _is_over(now: datetime) -> Q:
    unconfirmed = Q(confirmed_at=None, at__lte=now - LASTS)
    return unconfirmed | Q(at__lte=now - REMEMBERED)


def _expire(audience: Audience, now: datetime) -> int:
    done = 0
    while n := _expire_slice(audience, now):
        done += n
    return done


@transaction.atomic
def _expire_slice(audience: Audience, now: datetime) -> int:
    """Let go of the next of them: first of the people, who are locked first always."""
    over = audience.signups.filter(_is_over(now)).order_by("at", "pk")
    rows = list(over.values_list("pk", "contact_id", "is_new", "confirmed_at")[:SLICE])
    if not rows:
        return 0
    made = {contact for _pk, contact, is_new, at in rows if is_new and at is None}
    if made:
        deleting.delete(_forgotten(audience, made, now), Cause(audience, "form"))
    audience.signups.filter(pk__in=[pk for pk, *_rest in rows]).delete()
    return len(rows)


def _forgotten(audience: Audience, ids: set[int], now: datetime) -> ContactQuerySet:
    """Those who never confirmed anything, and whom nobody touched since they came."""
    others = Signup.objects.filter(
        audience=OuterRef("audience_id"), contact_id=OuterRef("pk")
    ).exclude(_is_over(now))
    contacts: ContactQuerySet = audience.contacts.filter(
        pk__in=ids, status="pending", changed_at=F("created_at"), archived_at=None
    )
    return contacts.filter(~Exists(others))
