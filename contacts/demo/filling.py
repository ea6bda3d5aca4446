"""What was told of an audience into its tables, with counters that agree."""

from __future__ import annotations

import uuid
from collections import Counter as Tally
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.json import Jsonb

from audiences.models import Audience, Counter, DailyCount
from contacts.demo import remembering
from contacts.demo.lives import Life
from contacts.models import Consent

COLUMNS = (
    *("audience_id", "public_id", "ordinal", "email", "email_display", "status"),
    *("status_at", "archived_at", "first_name", "last_name", "phone", "sms_phone"),
    *("sms_status", "source_id", "language", "time_zone", "country", "region"),
    *("email_client", "rating", "vip", "signup_at", "signup_ip", "optin_at"),
    *("optin_ip", "created_at", "changed_at", "tag_ids", "group_ids", "fields"),
)
COPY = f"COPY contacts_contact ({', '.join(COLUMNS)}) FROM STDIN"


def fill(audience: Audience, lives: list[Life]) -> None:
    lives = sorted(lives, key=lambda life: life.joined_at)
    first = Counter.objects.take_ordinals(audience, len(lives))
    numbered = dict(enumerate(lives, start=first))
    _copy(audience, numbered)
    ids = dict(audience.contacts.values_list("ordinal", "pk"))
    by_id = {ids[ordinal]: life for ordinal, life in numbered.items()}
    remembering.log_all(audience, by_id)
    _consent(audience, by_id)
    _count(audience, lives)


def _copy(audience: Audience, numbered: dict[int, Life]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for ordinal, life in numbered.items():
            values = _values(life) | {"audience_id": audience.pk, "ordinal": ordinal}
            copy.write_row([values[column] for column in COLUMNS])


def _values(life: Life) -> dict[str, Any]:
    person, ip = life.person, life.signup_ip
    return {
        "public_id": uuid.uuid4(),
        "email": person.email,
        "email_display": person.email,
        "status": life.status,
        "status_at": life.status_at,
        "archived_at": life.archived_at,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": life.phone,
        "sms_phone": "",
        "sms_status": "nonsubscribed",
        "source_id": life.source.pk,
        "language": person.country.language,
        "time_zone": person.country.time_zone,
        "country": person.country.code,
        "region": person.city,
        "email_client": "",
        "rating": 0,  # rated when all is told
        "vip": life.vip,
        "signup_at": life.joined_at if ip else None,
        "signup_ip": ip,
        "optin_at": life.optin_at,
        "optin_ip": ip if life.optin_at else None,
        "created_at": life.joined_at,
        "changed_at": life.changed_at,
        "tag_ids": life.tag_ids,
        "group_ids": life.group_ids,
        "fields": Jsonb(life.fields),
    }


def _consent(audience: Audience, lives: dict[int, Life]) -> None:
    lines: list[Consent] = []
    for pk, life in lives.items():
        for consent in life.consents:
            consent.audience, consent.contact_id = audience, pk
            lines.append(consent)
    lines.sort(key=lambda consent: consent.at)
    Consent.objects.bulk_create(lines, batch_size=5_000)


def _count(audience: Audience, lives: list[Life]) -> None:
    """What each day changed, and what all of that comes to."""
    zone = ZoneInfo(audience.time_zone)
    days: Tally[tuple[date, str]] = Tally()
    for life in lives:
        for move in life.moves:
            day = move.at.astimezone(zone).date()
            days[day, move.new] += 1
            if move.old:
                days[day, move.old] -= 1
    sums: Tally[str] = Tally()
    for (_day, key), change in days.items():
        sums[key] += change
    DailyCount.objects.bulk_create(
        DailyCount(audience=audience, day=day, key=key, change=change)
        for (day, key), change in days.items()
        if change
    )
    Counter.objects.bulk_create(
        Counter(audience=audience, kind=Counter.Kind.STATUS, key=key, n=n)
        for key, n in sums.items()
    )
    present = [life for life in lives if not life.archived_at]
    tags = Tally(str(tag) for life in present for tag in life.tag_ids)
    Counter.objects.add(audience, Counter.Kind.TAG, tags)
    groups = Tally(str(group) for life in present for group in life.group_ids)
    Counter.objects.add(audience, Counter.Kind.GROUP, groups)
