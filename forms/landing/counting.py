"""How often pages are opened, by whom, and who signs up on them: by day.

What is seen is held for a second at most and written many at once, as the hits of
messages are. Machines are told apart as there, by what they say of themselves and by
coming within seconds of the message. Who does not want to be tracked is nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from delivery.tracking.buffer import Buffer
from delivery.tracking.rules import AT_ONCE, agent_reason
from events import log
from events.names import Own

if TYPE_CHECKING:
    from django.http import HttpRequest

    from forms.landing.finding import Opened
    from forms.models import LandingPage

# Of pages that are there still, each connection in a row of its own, more or less. By
# themselves such statements wait for no disk: nobody is told of the number.
DAYS = """
INSERT INTO forms_landingpageday AS d
    (audience_id, page_id, day, shard, views, machines, signups)
SELECT s.audience_id, s.page_id, s.day, pg_backend_pid() %% 8, s.views, s.machines,
    s.signups
FROM unnest(
    %(audiences)s::bigint[], %(pages)s::bigint[], %(days)s::date[],
    %(views)s::int[], %(machines)s::int[], %(signups)s::int[]
) AS s (audience_id, page_id, day, views, machines, signups)
JOIN forms_landingpage p ON p.audience_id = s.audience_id AND p.id = s.page_id
ORDER BY s.audience_id, s.page_id, s.day
ON CONFLICT (audience_id, page_id, day, shard) DO UPDATE SET
    views = d.views + excluded.views,
    machines = d.machines + excluded.machines,
    signups = d.signups + excluded.signups
"""
FORMS = """
INSERT INTO forms_signupformday AS d
    (audience_id, form_id, day, shard, shown, submitted, confirmed)
SELECT s.audience_id, s.form_id, s.day, pg_backend_pid() %% 8, s.shown, 0, 0
FROM unnest(%(audiences)s::bigint[], %(forms)s::bigint[], %(days)s::date[],
    %(shown)s::int[]) AS s (audience_id, form_id, day, shown)
JOIN forms_signupform f ON f.audience_id = s.audience_id AND f.id = s.form_id
ORDER BY s.audience_id, s.form_id, s.day
ON CONFLICT (audience_id, form_id, day, shard) DO UPDATE SET
    shown = d.shown + excluded.shown
"""
VISITS = """
INSERT INTO forms_landingvisit (audience_id, page_id, contact_id, day)
SELECT s.audience_id, s.page_id, s.contact_id, s.day
FROM unnest(%(audiences)s::bigint[], %(pages)s::bigint[], %(contacts)s::bigint[],
    %(days)s::date[]) AS s (audience_id, page_id, contact_id, day)
JOIN forms_landingpage p ON p.audience_id = s.audience_id AND p.id = s.page_id
JOIN contacts_contact c ON c.audience_id = s.audience_id AND c.id = s.contact_id
WHERE coalesce((
    SELECT said.given FROM contacts_consent said
    WHERE said.audience_id = s.audience_id AND said.contact_id = s.contact_id
      AND said.channel = 'tracking'
    ORDER BY said.at DESC, said.id DESC LIMIT 1
), true)
ORDER BY s.audience_id, s.page_id, s.contact_id, s.day
ON CONFLICT (audience_id, page_id, contact_id, day) DO NOTHING
RETURNING audience_id, page_id, contact_id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    audience_id: int
    page_id: int
    day: date
    contact_id: int | None = None
    is_machine: bool = False
    is_signup: bool = False
    forms: tuple[int, ...] = ()  # that it showed


def see(
    request: HttpRequest, page: LandingPage, opened: Opened, forms: Iterable[int]
) -> None:
    """Count that somebody opened the page."""
    is_machine = _is_machine(request, opened)
    visits.add(
        Seen(
            page.audience_id,
            page.pk,
            _today(page),
            contact_id=None if is_machine else _named(opened),
            is_machine=is_machine,
            forms=() if is_machine else tuple(forms),
        )
    )


def sign_up(page: LandingPage) -> None:
    """Count that somebody signed up on the page."""
    visits.add(Seen(page.audience_id, page.pk, _today(page), is_signup=True))


@transaction.atomic
def write(seen: Sequence[Seen]) -> None:
    _write_days(seen)
    _write_forms(seen)
    _write_visits(seen)


def _write_days(seen: Sequence[Seen]) -> None:
    views: Counter[tuple[int, int, date]] = Counter()
    machines, signups = views.copy(), views.copy()
    for one in seen:
        of = signups if one.is_signup else machines if one.is_machine else views
        of[one.audience_id, one.page_id, one.day] += 1
    keys = sorted({*views, *machines, *signups})
    _run(
        DAYS,
        audiences=[audience for audience, _page, _day in keys],
        pages=[page for _audience, page, _day in keys],
        days=[day for _audience, _page, day in keys],
        views=[views[key] for key in keys],
        machines=[machines[key] for key in keys],
        signups=[signups[key] for key in keys],
    )


def _write_forms(seen: Sequence[Seen]) -> None:
    shown = Counter((one.audience_id, pk, one.day) for one in seen for pk in one.forms)
    keys = sorted(shown)
    if keys:
        _run(
            FORMS,
            audiences=[audience for audience, _form, _day in keys],
            forms=[form for _audience, form, _day in keys],
            days=[day for _audience, _form, day in keys],
            shown=[shown[key] for key in keys],
        )


def _write_visits(seen: Sequence[Seen]) -> None:
    """The first of a person, a page and a day is also an event."""
    keys = sorted(
        {
            (one.audience_id, one.page_id, one.contact_id, one.day)
            for one in seen
            if one.contact_id is not None
        }
    )
    if not keys:
        return
    new = _run(
        VISITS,
        audiences=[key[0] for key in keys],
        pages=[key[1] for key in keys],
        contacts=[key[2] for key in keys],
        days=[key[3] for key in keys],
    )
    people: dict[tuple[int, int], list[int]] = defaultdict(list)
    for audience, page, contact in new:
        people[audience, page].append(contact)
    for (audience, page), contacts in sorted(people.items()):
        log.record(audience, Own.PAGE_VISITED, sorted(contacts), {"page": page})


def _run(statement: str, **params: Sequence[object]) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {name: list(some) for name, some in params.items()})
        return list(cursor.fetchall()) if cursor.description else []


def _today(page: LandingPage) -> date:
    return timezone.localdate(timezone=ZoneInfo(page.audience.time_zone))


def _is_machine(request: HttpRequest, opened: Opened) -> bool:
    agent = request.headers.get("User-Agent", "")
    if request.method == "HEAD" or agent_reason(agent):
        return True
    sent = opened.delivery.sent_at if opened.delivery else None
    return sent is not None and timezone.now() < sent + AT_ONCE


def _named(opened: Opened) -> int | None:
    """Whose visit it is, where that may be known."""
    contact, delivery = opened.reader.contact, opened.delivery
    if contact is None or delivery is None or delivery.message.tracks_anonymously:
        return None
    return int(contact.pk)


visits = Buffer(write, has_thread=settings.PROCESS == "web")
