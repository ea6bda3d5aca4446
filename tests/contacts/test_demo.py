from __future__ import annotations

import json
from collections import Counter as Tally
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import Account, Membership, User
from audiences import listing
from audiences.models import Audience
from contacts import demo
from contacts.addresses import normalize
from contacts.models import Contact

# What the rows say, and what is kept of them.
KEPT = {
    "status": (
        """
        SELECT audience_id, count(*),
            CASE WHEN archived_at IS NULL THEN status ELSE 'archived' END
        FROM contacts_contact GROUP BY 1, 3
        """,
        "SELECT audience_id, n, key FROM audiences_counter WHERE kind = 'status'",
    ),
    "tag": (
        """
        SELECT audience_id, tag::text, count(*)
        FROM contacts_contact, unnest(tag_ids) AS tag GROUP BY 1, 2
        """,
        "SELECT audience_id, key, n FROM audiences_counter WHERE kind = 'tag'",
    ),
    "day": (
        "SELECT audience_id, key, sum(change) FROM audiences_dailycount GROUP BY 1, 2",
        "SELECT audience_id, key, n FROM audiences_counter WHERE kind = 'status'",
    ),
    "ordinal": (
        """
        SELECT audience_id, count(DISTINCT ordinal), max(ordinal) + 1
        FROM contacts_contact GROUP BY 1
        """,
        "SELECT audience_id, n, n FROM audiences_counter WHERE kind = 'ordinal'",
    ),
    "event": (
        """
        SELECT audience_id, name_id, contact_id,
            count(*), min(occurred_at), max(occurred_at)
        FROM events_event GROUP BY 1, 2, 3
        """,
        """
        SELECT audience_id, name_id, contact_id, n, first_at, last_at
        FROM events_eventtotal
        """,
    ),
    "import": (
        """
        SELECT c.audience_id, s.object_id, count(*)
        FROM contacts_contact c
        JOIN contacts_source s ON s.audience_id = c.audience_id AND s.id = c.source_id
        WHERE s.kind = 'import' GROUP BY 1, 2
        """,
        """
        SELECT i.audience_id, i.id, (j.counts ->> 'created')::int
        FROM contacts_import i
        JOIN audiences_job j ON j.audience_id = i.audience_id AND j.id = i.job_id
        """,
    ),
    "consent": (
        """
        SELECT audience_id, id, status = 'subscribed' FROM contacts_contact
        WHERE status IN ('subscribed', 'unsubscribed')
        """,
        """
        SELECT DISTINCT ON (c.audience_id, c.id) c.audience_id, c.id, s.given
        FROM contacts_consent s
        JOIN contacts_contact c ON c.audience_id = s.audience_id AND c.id = s.contact_id
        WHERE c.status <> 'cleaned'
        ORDER BY c.audience_id, c.id, s.at DESC
        """,
    ),
}
DIFFERENCE = "(({0}) EXCEPT ({1})) UNION ALL (({1}) EXCEPT ({0}))"


@pytest.fixture
def loaded(db: None) -> list[Audience]:
    assert demo.load()
    return list(Audience.objects.in_order())


def fetch(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_there_are_three_audiences_and_some_thousand_contacts(
    loaded: list[Audience],
) -> None:
    sizes = [audience.contacts.count() for audience in loaded]

    assert len(loaded) == 3
    assert 3_500 <= sum(sizes) <= 5_000
    assert min(sizes) > 200


def test_everything_kept_agrees_with_the_rows(loaded: list[Audience]) -> None:
    differences = {
        name: fetch(DIFFERENCE.format(*sides)) for name, sides in KEPT.items()
    }

    assert differences == {name: [] for name in KEPT}


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
    wrong = """
        SELECT 1 FROM events_event e
        JOIN contacts_contact c ON c.audience_id = e.audience_id AND c.id = e.contact_id
        WHERE e.occurred_at > now() OR e.occurred_at < c.created_at
           OR c.changed_at < e.occurred_at
    """

    assert fetch(wrong) == []


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


def test_it_tells_the_same_story_every_time(db: None) -> None:
    told = []
    for _ in range(2):
        with transaction.atomic():
            demo.load()
            told.append(
                list(
                    Contact.objects.order_by(
                        "audience__position", "ordinal"
                    ).values_list("email", "status", "rating")
                )
            )
            transaction.set_rollback(True)

    assert told[0] == told[1]


def test_a_database_with_an_account_is_left_alone(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo")

    assert list(Account.objects.all()) == [account]
    assert capsys.readouterr().err == (
        "No demo is loaded: there are accounts already.\n"
    )


def test_production_gets_no_demo(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PRODUCTION = True

    call_command("load_demo")

    assert not Account.objects.exists()
    assert capsys.readouterr().err == (
        "No demo is loaded: anyone could sign in to it here.\n"
    )


def test_status_says_how_to_sign_in_while_that_works(
    loaded: list[Audience], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo", "--status")
    before = json.loads(capsys.readouterr().out)
    maya = User.objects.get(email=demo.EMAIL)
    maya.set_password("a secret of her own")
    maya.save()
    call_command("load_demo", "--status")

    assert before == {"email": demo.EMAIL, "password": demo.PASSWORD}
    assert json.loads(capsys.readouterr().out) == {}


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
        ):
            assert client.get(url).status_code == 200
