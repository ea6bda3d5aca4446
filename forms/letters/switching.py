"""Which messages an audience sends, and who of the team wants which notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from audiences.models import AudienceAccess
from events import listeners
from events.names import Own
from forms.letters.kinds import OF_STAFF, OPTIONAL
from forms.letters.texts import house_language
from forms.models import LetterSettings, NoticeChoice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Membership
    from audiences.models import Audience

# The settings of the audience that say the same of its own address for notices.
OF_AUDIENCE = {
    "subscribed": "notify_subscribe",
    "unsubscribed": "notify_unsubscribe",
    "daily": "notify_daily",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of the team: an address, and the language they read."""

    email: str
    language: str


def settings_of(audience: Audience) -> LetterSettings:
    """Those of the audience; where it has none, unsaved ones that send nothing."""
    found = LetterSettings.objects.filter(audience=audience).first()
    return found or LetterSettings(audience=audience)


def is_on(audience: Audience, kind: str) -> bool:
    """Whether a message of people is sent at all."""
    if kind not in OPTIONAL:
        return True
    return bool(getattr(settings_of(audience), f"sends_{kind}"))


@transaction.atomic
def switch(audience: Audience, kind: str, *, on: bool) -> None:
    """Send this message from now on, or no longer; `kind` is one that need not be."""
    LetterSettings.objects.update_or_create(
        audience=audience, defaults={f"sends_{kind}": on}
    )
    listeners.sync(audience)


def wishes_of(audience: Audience, membership: Membership) -> NoticeChoice:
    """What the member wants to hear of; unsaved where they never said."""
    said = NoticeChoice.objects.filter(audience=audience, membership=membership)
    return said.first() or NoticeChoice(audience=audience, membership=membership)


@transaction.atomic
def wish(audience: Audience, membership: Membership, wanted: Iterable[str]) -> None:
    """Send the member these notices from now on, and no others."""
    kinds = set(wanted)
    NoticeChoice.objects.update_or_create(
        audience=audience,
        membership=membership,
        defaults={kind: kind in kinds for kind in OF_STAFF},
    )
    listeners.sync(audience)


def recipients(audience: Audience, kind: str) -> list[Recipient]:
    """Who wants this notice and may see the audience now; nobody twice."""
    given = AudienceAccess.objects.filter(
        audience=audience.pk, membership=OuterRef("membership_id")
    )
    wanted = NoticeChoice.objects.filter(
        Q(membership__is_narrowed=False) | Q(Exists(given)),
        audience=audience,
        membership__account=audience.account_id,
        membership__user__is_active=True,
        **{kind: True},
    )
    found = {
        choice.membership.user.email: choice.membership.user.language
        for choice in wanted.select_related("membership__user").order_by("pk")
    }
    if audience.notify_email and getattr(audience, OF_AUDIENCE[kind]):
        found.setdefault(audience.notify_email, audience.language)
    return [
        Recipient(email, house_language(language) or "en")
        for email, language in found.items()
    ]


def wanted_names(audience: Audience) -> list[int]:
    """The events that some message follows from; of all others none need be heard."""
    settings = settings_of(audience)
    names = []
    if settings.sends_welcome or recipients(audience, "subscribed"):
        names.append(int(Own.CONTACT_SUBSCRIBED))
    if settings.sends_goodbye or recipients(audience, "unsubscribed"):
        names.append(int(Own.CONTACT_UNSUBSCRIBED))
    return names
