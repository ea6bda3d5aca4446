"""The demo account: a small business with three audiences and years of history.

Later parts are told the same way: a module for what there is, one call in `_tell`.
Apps above tell theirs in a module `demo`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from accounts.models import Account, User
from contacts import rating
from contacts.demo import desk, postings, stories, visits
from contacts.demo.company import EMAIL, PASSWORD, PLACE, STAFF, Team, found, lay_out
from contacts.demo.filling import fill
from contacts.demo.growth import Growth
from contacts.demo.people import Crowd
from contacts.demo.plots import CLUB, NEWSLETTER, WHOLESALE

__all__ = ["EMAIL", "PASSWORD", "load", "sign_in", "tells"]

SEED = "Fjord Coffee"
LOCK = "LOCK TABLE accounts_account IN SHARE ROW EXCLUSIVE MODE"

# Of the readers, the members and the traders, when all of them are there.
type Teller = Callable[[Growth, Growth, Growth], None]

_tellers: list[Teller] = []


def tells(tell: Teller) -> Teller:
    _tellers.append(tell)
    return tell


@transaction.atomic
def load() -> bool:
    """Tell the story up to now, in a database without accounts; False in any other."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    known = User.objects.filter(email__in=[email for email, _name, _role in STAFF])
    if Account.objects.exists() or known.exists():
        return False
    now = timezone.localtime(timezone=ZoneInfo(PLACE["time_zone"]))
    _tell(found(now), now)
    return True


def sign_in() -> dict[str, str]:
    """How to sign in, or nothing once the user or the password is another."""
    user = User.objects.filter(email=EMAIL, is_active=True).first()
    if user is None or not user.check_password(PASSWORD):
        return {}
    return {"email": EMAIL, "password": PASSWORD}


def _tell(team: Team, now: datetime) -> None:
    crowd = Crowd(_chance("people"))
    readers, members, traders = (
        Growth(
            lay_out(plot, team, now - timedelta(days=days)),
            *(team, crowd, _chance(plot.name), now),
        )
        for plot, days in ((NEWSLETTER, 560), (CLUB, 420), (WHOLESALE, 500))
    )
    stories.newsletter(readers)
    stories.club(members, [life.person for life in readers.lives])
    stories.wholesale(traders)
    for growth in (readers, members):
        visits.tell(growth, _chance(f"{growth.ground.audience.name} on the website"))
    for growth in (readers, members, traders):
        fill(growth.ground.audience, growth.lives)
    postings.tell(readers)
    for growth in (readers, members, traders):
        audience = growth.ground.audience
        rating.rate(audience, 1, audience.contacts.last_id())
    desk.newsletter(readers)
    desk.club(members)
    desk.wholesale(traders)
    autodiscover_modules("demo")
    for tell in _tellers:
        tell(readers, members, traders)


def _chance(what: str) -> Random:
    """The same throws of the dice every time, and apart from all others."""
    return Random(f"{SEED}: {what}")  # noqa: S311 - nothing here is secret
