"""The paces of an account's domains as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from delivery import reasons
from delivery.models import DomainPace
from delivery.pace import breaking, groups, warming

if TYPE_CHECKING:
    from accounts.models import Account
    from delivery.models import GroupPace, Message


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
    def is_free(self) -> bool:
        return not (self.why or self.groups or self.cap is not None)


def known_domains(account: Account) -> list[DomainPace]:
    """Those that its audiences send from, and those that something is known of."""
    paces = {
        pace.domain: pace for pace in account.domain_paces.prefetch_related("groups")
    }
    emails = account.audiences.present().values_list("from_email", flat=True)
    for domain in {breaking.domain_of(email) for email in emails if email}:
        paces.setdefault(domain, DomainPace(account=account, domain=domain))
    return [paces[domain] for domain in sorted(paces)]


def rows_of(account: Account) -> list[DomainRow]:
    """A query more for each domain that warms up."""
    return [row_of(pace) for pace in known_domains(account)]


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
    row = row_of(pace)
    if row.why:
        return [_("Nothing leaves from %(domain)s: %(why)s") % _words(row)]
    said = [
        _("%(provider)s takes less at this time.") % {"provider": one.label}
        for one in row.groups
    ]
    if row.left == 0:
        said.append(_("%(domain)s warms up: no more leave today.") % _words(row))
    return said


def _words(row: DomainRow) -> dict[str, str]:
    return {"domain": row.pace.domain, "why": row.why}
