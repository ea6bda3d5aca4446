"""Verbs that count the same things in different order, on two connections."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from audiences.models import Audience, Counter
from contacts import deleting, merging
from contacts.causes import Cause
from contacts.models import Contact
from contacts.recounting import differences, recount
from contacts.suppression import hash_params
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

HOLD = """
SELECT key FROM audiences_counter
WHERE audience_id = %s AND kind = ANY (%s) FOR UPDATE
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""

type Verb = Callable[[], object]


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection[Any]]:
    """Another connection to the same database."""
    params = connection.get_connection_params()
    known = {name: params[name] for name in ("host", "port", "user", "dbname")}
    with psycopg.connect(**known, password=params.get("password")) as other:
        yield other


def on_its_own(verb: Verb) -> object:
    try:
        return verb()
    finally:
        connection.close()


def at_once(audience: Audience, holder: Any, kinds: list[str], *verbs: Verb) -> None:
    """Do the verbs at the same time: let each come as far as its first counter."""
    holder.execute(HOLD, [audience.pk, kinds])
    with ThreadPoolExecutor(len(verbs)) as pool:
        done = [pool.submit(on_its_own, verb) for verb in verbs]
        ends = time.monotonic() + 20
        with connection.cursor() as cursor:
            waiting = 0
            while waiting < len(verbs) and time.monotonic() < ends:
                time.sleep(0.01)
                cursor.execute(WAITING)
                (waiting,) = cursor.fetchone()
        holder.commit()
        for each in done:
            each.result(timeout=30)
    assert waiting == len(verbs)
    assert differences(audience) == []


def test_people_change_places_between_two_groups(
    audience: Audience, elsewhere: Any
) -> None:
    category = GroupCategoryFactory.create(audience=audience, kind="radio")
    tea, coffee = GroupFactory.create_batch(2, audience=audience, category=category)
    cause = Cause(audience, "staff")
    ann, bo = ContactFactory.create_batch(2, audience=audience)
    of = audience.contacts.filter
    of(pk=ann.pk).join(tea, cause)
    of(pk=bo.pk).join(coffee, cause)

    at_once(
        *(audience, elsewhere, ["group"]),
        lambda: of(pk=ann.pk).join(coffee, cause),
        lambda: of(pk=bo.pk).join(tea, cause),
    )

    assert [group_ids(row) for row in (ann, bo)] == [[coffee.pk], [tea.pk]]


def group_ids(contact: Contact) -> list[int]:
    contact.refresh_from_db()
    return contact.group_ids


@pytest.fixture
def four(audience: Audience) -> list[Contact]:
    """People of one tag and one group, two of them opted out."""
    hash_params()  # made where nobody waits for it
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category)
    tag, cause = TagFactory.create(audience=audience), Cause(audience, "staff")
    people = [
        ContactFactory.create(audience=audience, status=status)
        for status in ("subscribed", "subscribed", "unsubscribed", "unsubscribed")
    ]
    audience.contacts.tag(tag, cause)
    audience.contacts.join(group, cause)
    return people


def test_a_merge_and_a_deletion(
    audience: Audience, four: list[Contact], elsewhere: Any
) -> None:
    gone, _stays, kept, other = (row.pk for row in four)
    cause = Cause(audience, "staff")

    at_once(
        *(audience, elsewhere, ["tag", "group"]),
        lambda: merging.merge(audience, kept, other, {}, cause),
        lambda: deleting.delete(audience.contacts.filter(pk=gone), cause),
    )

    assert audience.contacts.count() == 2


def test_a_recount_and_a_deletion(
    audience: Audience, four: list[Contact], elsewhere: Any
) -> None:
    cause = Cause(audience, "staff")
    wrong = Counter.objects.filter(audience=audience, kind__in=["tag", "group"])
    wrong.update(n=7)

    at_once(
        *(audience, elsewhere, ["tag", "group"]),
        lambda: recount(audience),
        lambda: deleting.delete(audience.contacts.filter(pk=four[0].pk), cause),
    )

    assert audience.contacts.count() == 3
