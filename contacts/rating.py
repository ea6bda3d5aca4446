"""How close a contact is to us, from 0 to 5: points by a formula that can be read.

`docs/rating.md` says it in words. The statement and the explanation are made of the
same steps, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import EventName
from events.names import FIRST_CUSTOM_ID
from events.totals import names_of, totals_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact
    from events.totals import Total

type Steps = Sequence[tuple[int, int]]  # a bound and its points, the best first

BEST = 5
SUBSCRIBED, CONFIRMED = 2, 1
DAYS_HERE: Steps = ((365, 2), (30, 1))
DAYS_SINCE_SIGN: Steps = ((30, 3), (90, 2), (365, 1))
NUMBER_OF_SIGNS: Steps = ((10, 2), (1, 1))
MOST_POINTS = 10
# What a status allows at most.
CAPS = {"unsubscribed": 1, "cleaned": 0}

# Own events that a person shows life by; every custom event is such a sign.
SIGNS = ["email.opened", "email.clicked", "email.replied", "sms.clicked", "sms.replied"]


def _points(column: str, steps: Steps, compare: str) -> str:
    whens = " ".join(
        f"WHEN {column} {compare.format(bound)} THEN {points}"
        for bound, points in steps
    )
    return f"CASE {whens} ELSE 0 END"


_AGO = "%(now)s::timestamptz - interval '{} days'"
POINTS = f"""
    CASE WHEN c.status = 'subscribed' THEN {SUBSCRIBED} ELSE 0 END
    + CASE WHEN c.optin_at IS NOT NULL THEN {CONFIRMED} ELSE 0 END
    + {_points("c.created_at", DAYS_HERE, f"<= {_AGO}")}
    + {_points("signs.last_at", DAYS_SINCE_SIGN, f">= {_AGO}")}
    + {_points("signs.n", NUMBER_OF_SIGNS, ">= {}")}
"""
CAP = "CASE c.status {} ELSE {} END".format(
    " ".join(f"WHEN '{status}' THEN {most}" for status, most in CAPS.items()), BEST
)
RATE = f"""
WITH signs AS MATERIALIZED (
    SELECT t.contact_id, max(t.last_at) AS last_at, sum(t.n) AS n
    FROM events_eventtotal t
    WHERE t.audience_id = %(audience)s AND t.name_id = ANY(%(names)s)
      AND t.contact_id BETWEEN %(first)s AND %(last)s
    GROUP BY t.contact_id
), rated AS MATERIALIZED (
    SELECT c.id, c.rating AS old, least(({POINTS} + 1) / 2, {CAP}) AS new
    FROM contacts_contact c LEFT JOIN signs ON signs.contact_id = c.id
    WHERE c.audience_id = %(audience)s AND c.id BETWEEN %(first)s AND %(last)s
), target AS MATERIALIZED (
    SELECT c.id, rated.new
    FROM contacts_contact c JOIN rated ON rated.id = c.id
    WHERE c.audience_id = %(audience)s AND rated.new <> rated.old
    ORDER BY c.id FOR NO KEY UPDATE OF c
)
UPDATE contacts_contact c SET rating = target.new
FROM target
WHERE c.audience_id = %(audience)s AND c.id = target.id
"""


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    text: str  # how it is with this contact
    points: int
    of: int


@dataclass(frozen=True, slots=True)
class Explanation:
    rating: int
    parts: list[Part]
    cap: str  # why it is not more, or nothing

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)


def rate(audience: Audience, first: int, last: int) -> int:
    """Bring the ratings of the contacts with these ids up to date; count the changed.

    No event is written: a rating follows from what is on record anyway.
    """
    params: dict[str, Any] = {
        "audience": audience.pk,
        "names": signs_among(names_of(audience.pk)),
        "first": first,
        "last": last,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(RATE, params)
        return int(cursor.rowcount)


def signs_among(names: Iterable[int]) -> list[int]:
    """Those of the names by which a person shows life."""
    present = list(names)
    own = EventName.objects.filter(pk__in=present, name__in=SIGNS)
    ids = set(own.values_list("pk", flat=True))
    return [name for name in present if name >= FIRST_CUSTOM_ID or name in ids]


def explain(contact: Contact, totals: Sequence[Total] | None = None) -> Explanation:
    """The rating of the moment and what it is made of."""
    if totals is None:
        totals = totals_of(contact.audience_id, contact.pk)
    signs = [
        total
        for total in totals
        if total.name_id >= FIRST_CUSTOM_ID or total.name in SIGNS
    ]
    last = max((sign.last_at for sign in signs), default=None)
    now = timezone.now()
    parts = [
        _permission(contact),
        _confirmed(contact),
        _here(contact, now),
        _last_sign(last, now),
        _signs(sum(sign.n for sign in signs)),
    ]
    whole = min(BEST, (sum(part.points for part in parts) + 1) // 2)
    most = CAPS.get(contact.status, BEST)
    return Explanation(min(whole, most), parts, _cap(contact) if whole > most else "")


def _permission(contact: Contact) -> Part:
    subscribed = contact.status == "subscribed"
    text = _("They are subscribed.") if subscribed else _("They are not subscribed.")
    points = SUBSCRIBED if subscribed else 0
    return Part(_("Permission"), text, points, SUBSCRIBED)


def _confirmed(contact: Contact) -> Part:
    confirmed = contact.optin_at is not None
    text = _("They confirmed by a link in an email.") if confirmed else _("Not yet.")
    points = CONFIRMED if confirmed else 0
    return Part(_("Address confirmed"), text, points, CONFIRMED)


def _here(contact: Contact, now: datetime) -> Part:
    age = now - contact.created_at
    points = _first(points for days, points in DAYS_HERE if age >= timedelta(days=days))
    text = ngettext("For %(n)d day.", "For %(n)d days.", age.days) % {"n": age.days}
    return Part(_("How long here"), text, points, DAYS_HERE[0][1])


def _last_sign(last: datetime | None, now: datetime) -> Part:
    label, best = _("Last sign of life"), DAYS_SINCE_SIGN[0][1]
    if last is None:
        return Part(label, _("None so far."), 0, best)
    since = now - last
    points = _first(
        points for days, points in DAYS_SINCE_SIGN if since <= timedelta(days=days)
    )
    days = max(since.days, 0)
    text = ngettext("%(n)d day ago.", "%(n)d days ago.", days) % {"n": days}
    return Part(label, text if days else _("Today."), points, best)


def _signs(n: int) -> Part:
    points = _first(points for bound, points in NUMBER_OF_SIGNS if n >= bound)
    text = ngettext("%(n)d sign.", "%(n)d signs.", n) % {"n": n}
    return Part(_("All signs of life"), text, points, NUMBER_OF_SIGNS[0][1])


def _cap(contact: Contact) -> str:
    if contact.status == "cleaned":
        return _("A dead address is never more than 0.")
    return _("Whoever unsubscribed is never more than 1.")


def _first(points: Iterable[int]) -> int:
    return next(iter(points), 0)
