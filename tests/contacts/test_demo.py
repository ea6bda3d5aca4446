from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import Membership, User
from audiences import listing
from audiences.models import Audience
from contacts import demo, rating, recounting
from contacts.addresses import normalize
from contacts.models import Contact

PAGES = (
    *("contacts:tag_list", "contacts:group_list", "contacts:field_list"),
    *("contacts:import_list", "contacts:import_create", "audiences:job_list"),
    "audiences:audience_update",
)

# What the rows of an audience say, and what is kept of them.
KEPT = {
    "statuses": (
        """
        SELECT CASE WHEN archived_at IS NULL THEN status ELSE 'archived' END, count(*)
        FROM contacts_contact WHERE audience_id = %(audience)s GROUP BY 1
        """,
        """
        SELECT key, n FROM audiences_counter
        WHERE audience_id = %(audience)s AND kind = 'status'
        """,
    ),
    "days": (
        """
        SELECT key, sum(change) FROM audiences_dailycount
        WHERE audience_id = %(audience)s GROUP BY 1
        """,
        """
        SELECT key, n FROM audiences_counter
        WHERE audience_id = %(audience)s AND kind = 'status'
        """,
    ),
    "tags": (
        """
        SELECT tag::text, count(*) FROM contacts_contact, unnest(tag_ids) AS tag
        WHERE audience_id = %(audience)s AND archived_at IS NULL GROUP BY 1
        """,
        """
        SELECT key, n FROM audiences_counter
        WHERE audience_id = %(audience)s AND kind = 'tag'
        """,
    ),
    "groups": (
        """
        SELECT grp::text, count(*) FROM contacts_contact, unnest(group_ids) AS grp
        WHERE audience_id = %(audience)s AND archived_at IS NULL GROUP BY 1
        """,
        """
        SELECT key, n FROM audiences_counter
        WHERE audience_id = %(audience)s AND kind = 'group'
        """,
    ),
    "notes": (
        """
        SELECT id, created_at FROM contacts_note WHERE audience_id = %(audience)s
        """,
        """
        SELECT (properties ->> 'note')::bigint, occurred_at FROM events_event
        WHERE audience_id = %(audience)s AND kind = 'own' AND name_id = 30
        """,
    ),
    "ordinals": (
        """
        SELECT count(DISTINCT ordinal), max(ordinal) + 1 FROM contacts_contact
        WHERE audience_id = %(audience)s
        """,
        """
        SELECT n, n FROM audiences_counter
        WHERE audience_id = %(audience)s AND kind = 'ordinal'
        """,
    ),
    "events": (
        """
        SELECT name_id, contact_id, count(*), min(occurred_at), max(occurred_at)
        FROM events_event WHERE audience_id = %(audience)s GROUP BY 1, 2
        """,
        """
        SELECT name_id, contact_id, n, first_at, last_at FROM events_eventtotal
        WHERE audience_id = %(audience)s
        """,
    ),
    "imports": (
        """
        SELECT s.object_id, count(*)
        FROM contacts_contact c
        JOIN contacts_source s ON s.audience_id = c.audience_id AND s.id = c.source_id
        WHERE c.audience_id = %(audience)s AND s.kind = 'import' GROUP BY 1
        """,
        """
        SELECT i.id, (j.counts ->> 'created')::int
        FROM contacts_import i
        JOIN audiences_job j ON j.audience_id = i.audience_id AND j.id = i.job_id
        WHERE i.audience_id = %(audience)s
        """,
    ),
    "consents": (
        """
        SELECT id, status = 'subscribed' FROM contacts_contact
        WHERE audience_id = %(audience)s AND status IN ('subscribed', 'unsubscribed')
        """,
        """
        SELECT DISTINCT ON (c.id) c.id, s.given
        FROM contacts_consent s
        JOIN contacts_contact c ON c.audience_id = s.audience_id AND c.id = s.contact_id
        WHERE c.audience_id = %(audience)s AND c.status <> 'cleaned'
        ORDER BY c.id, s.at DESC
        """,
    ),
}
WRONG_TIMES = """
SELECT 1 FROM events_event e
JOIN contacts_contact c ON c.audience_id = e.audience_id AND c.id = e.contact_id
WHERE e.audience_id = %(audience)s AND (e.occurred_at > clock_timestamp()
    OR e.occurred_at < c.created_at
    OR e.kind = 'own' AND e.name_id NOT IN (30, 40, 41, 50, 51, 72)
        AND e.occurred_at > c.changed_at)
"""


@pytest.fixture(scope="module")
def story(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[Audience]]:
    """Told once for all tests of this module, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert demo.load()
        yield list(Audience.objects.in_order())
        transaction.set_rollback(True)


@pytest.fixture
def loaded(story: list[Audience], db: None) -> list[Audience]:
    return story


def fetch(sql: str, audience: Audience) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"audience": audience.pk})
        return sorted(cursor.fetchall())


def test_there_are_three_audiences_and_some_thousand_contacts(
    loaded: list[Audience],
) -> None:
    sizes = [audience.contacts.count() for audience in loaded]

    assert len(loaded) == 3
    assert 3_500 <= sum(sizes) <= 5_000
    assert min(sizes) > 200


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_agrees_with_the_rows(loaded: list[Audience], name: str) -> None:
    rows, kept = KEPT[name]

    for audience in loaded:
        assert fetch(rows, audience) == fetch(kept, audience)


def test_the_nightly_recount_finds_nothing_wrong(loaded: list[Audience]) -> None:
    assert [recounting.differences(audience) for audience in loaded] == [[], [], []]


def test_each_day_counts_what_came_and_went(loaded: list[Audience]) -> None:
    readers = loaded[0]
    zone = ZoneInfo(readers.time_zone)
    expected: Tally[date] = Tally()
    for contact in readers.contacts.all():
        expected[contact.created_at.astimezone(zone).date()] += 1
        if contact.archived_at:
            expected[contact.archived_at.astimezone(zone).date()] -= 1

    counted: Tally[date] = Tally()
    for row in readers.dailycounts.exclude(key="archived"):
        counted[row.day] += row.change

    assert +counted == +expected
    assert -counted == -expected


def test_every_audience_moved_in_the_last_month_in_its_own_way(
    loaded: list[Audience],
) -> None:
    maya = Membership.objects.get(user__email=demo.EMAIL)

    rows = listing.rows(maya)

    assert len({row.gained for row in rows}) == 3
    for row in rows:
        steps = [today - before for before, today in pairwise(row.days)]
        assert min(steps) < 0 < max(steps)


def test_nothing_happens_ahead_of_now_or_before_the_contact_is_there(
    loaded: list[Audience],
) -> None:
    assert [fetch(WRONG_TIMES, audience) for audience in loaded] == [[], [], []]


def test_addresses_are_normal_and_lead_nowhere(loaded: list[Audience]) -> None:
    emails = Contact.objects.values_list("email", flat=True)

    assert all(email.endswith(".example") for email in emails)
    assert [email for email in emails if normalize(email) != email] == []


def test_values_are_those_of_the_audiences_own_fields(loaded: list[Audience]) -> None:
    for audience in loaded:
        fields = {field.key: field for field in audience.fields.present()}
        for values in audience.contacts.values_list("fields", flat=True):
            for key, value in values.items():
                choices = fields[key].choices
                assert not choices or value in choices


def test_a_question_with_one_answer_has_one_at_most(loaded: list[Audience]) -> None:
    for audience in loaded:
        single = {
            category.pk: {group.pk for group in category.groups.all()}
            for category in audience.group_categories.all()
            if category.is_single
        }
        for held in audience.contacts.values_list("group_ids", flat=True):
            assert all(len(groups & set(held)) < 2 for groups in single.values())


def test_ratings_are_those_of_the_formula(loaded: list[Audience]) -> None:
    for audience in loaded:
        for contact in audience.contacts.order_by("pk")[:40]:
            assert contact.rating == rating.explain(contact).rating


def test_its_views_show_somebody_and_are_as_they_were_saved(
    loaded: list[Audience], client: Client
) -> None:
    client.force_login(User.objects.get(email=demo.EMAIL))

    for audience in loaded:
        for view in audience.savedviews.all():
            table = client.get(view.get_absolute_url()).context["table"]
            assert table.total > 0
            assert not table.is_changed


def test_its_pages_open(loaded: list[Audience], client: Client) -> None:
    client.force_login(User.objects.get(email=demo.EMAIL))

    for audience in loaded:
        pk = audience.contacts.values_list("pk", flat=True)[100]
        run = audience.imports.first()
        assert run is not None
        for url in (
            audience.get_absolute_url(),
            reverse("contacts:contact_detail", args=[audience.pk, pk]),
            run.get_absolute_url(),
            *(reverse(name, args=[audience.pk]) for name in PAGES),
        ):
            assert client.get(url).status_code == 200
