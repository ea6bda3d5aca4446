"""The paces of an account's domains as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from audiences.models import Audience
from delivery import reasons
from delivery.models import DomainPace, Message
from delivery.pace import breaking, groups, warming

if TYPE_CHECKING:
    from accounts.models import Account, Membership
    from delivery.models import GroupPace


@dataclass(frozen=True, slots=True)
class GroupRow:
    group: GroupPace
    label: str
    rests: bool

    @property
    def a_minute(self) -> int | None:
        rate = self.group.rate
        return None if rate is None else max(1, round(rate * 60))


@dataclass(frozen=True, slots=True)
class DomainRow:
    pace: DomainPace
    why: str  # nothing leaves
    cap: int | None  # of today, while it warms up
    left: int | None
    day: int  # of the warming up, from 1
    groups: list[GroupRow]

    @property
    def anchor(self) -> str:
        return f"pace-{self.pace.domain.replace('.', '-')}"

    @property
    def is_free(self) -> bool:
        return not (self.why or self.groups or self.cap is not None)


@dataclass(frozen=True, slots=True)
class Brake:
    """What keeps deliveries from leaving, and the place on the page of paces."""

    text: str
    anchor: str


def known_domains(
    account: Account, membership: Membership | None = None
) -> list[DomainPace]:
    """Those that its audiences send from, and those that something is known of.

    A member who is kept out of some audiences sees those of the others alone.
    """
    paces = {
        pace.domain: pace for pace in account.domain_paces.prefetch_related("groups")
    }
    audiences = account.audiences.present()
    if membership is not None and membership.is_narrowed:
        audiences = Audience.objects.for_membership(membership)
    emails = set(audiences.values_list("from_email", flat=True))
    if membership is not None and membership.is_narrowed:
        emails |= _senders(list(audiences.values_list("pk", flat=True)))
        theirs = {breaking.domain_of(email) for email in emails}
        paces = {domain: pace for domain, pace in paces.items() if domain in theirs}
    for domain in {breaking.domain_of(email) for email in emails if email}:
        paces.setdefault(domain, DomainPace(account=account, domain=domain))
    return [paces[domain] for domain in sorted(paces)]


def _senders(audiences: list[int]) -> set[str]:
    """The addresses that these audiences sent from, be they no longer theirs."""
    messages = Message.objects.filter(audience__in=audiences).unasked()
    return set(messages.values_list("from_email", flat=True).distinct())


def rows_of(account: Account, membership: Membership | None = None) -> list[DomainRow]:
    """A query more for each domain that warms up."""
    return [row_of(pace) for pace in known_domains(account, membership)]


def brakes_of(membership: Membership) -> list[Brake]:
    """What holds deliveries of the audiences that the member may see."""
    rows = rows_of(membership.account, membership)
    held = [row for row in rows if not row.is_free]
    return [Brake(said, row.anchor) for row in held for said in said_of(row)]


def row_of(pace: DomainPace) -> DomainRow:
    now = timezone.now()
    cap = warming.cap_of(pace)
    since = pace.warms_since
    return DomainRow(
        pace,
        why=reasons.of_breaker(pace.reason) if pace.tripped_at else "",
        cap=cap,
        left=warming.left(pace) if cap is not None else None,
        day=(warming.today() - since).days + 1 if since else 0,
        groups=[
            GroupRow(one, str(groups.LABELS.get(one.group, one.group)), rests)
            for one in _groups(pace)
            if (rests := bool(one.rests_until and one.rests_until > now))
            or one.rate is not None
        ],
    )


def _groups(pace: DomainPace) -> list[GroupPace]:
    if pace.pk is None:
        return []
    return sorted(pace.groups.all(), key=lambda one: one.group)


def troubles_of(message: Message) -> list[str]:
    """What keeps the message, or some of it, from leaving now."""
    pace = breaking.pace_of(message) if message.is_open else None
    if pace is None:
        return []
    return said_of(row_of(pace))


def said_of(row: DomainRow) -> list[str]:
    """What keeps messages from leaving the domain as quickly as they could."""
    if row.why:
        return [_("Nothing leaves from %(domain)s: %(why)s") % _words(row)]
    said = [_of_group(row, one) for one in row.groups]
    if row.left == 0:
        said.append(_("%(domain)s warms up: no more leave today.") % _words(row))
    return said


def _of_group(row: DomainRow, one: GroupRow) -> str:
    words = {"provider": one.label, "domain": row.pace.domain}
    return _("%(provider)s takes less from %(domain)s at this time.") % words


def _words(row: DomainRow) -> dict[str, str]:
    return {"domain": row.pace.domain, "why": row.why}
