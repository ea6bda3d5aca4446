"""Every verb that changes a permission writes a line, and no line is ever changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.adding import Person, add, sign_up
from contacts.causes import Cause, version_of
from contacts.history import history_of
from contacts.imports.extras import EXTRAS
from contacts.merging import merge
from contacts.models import Consent, Contact, Import
from contacts.querysets.consents import AppendOnlyError
from tests.contacts.bulk_work import do, undo
from tests.contacts.importing import bring
from tests.factories import ContactFactory
from tests.wall import REPOSITORY

WORDING = "This person gave permission to receive email"


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice, ip="192.0.2.7", wording="At the fair")


def person(audience: Audience, name: str, status: str = "subscribed") -> Contact:
    email = f"{name}@example.com"
    return ContactFactory.create(audience=audience, email=email, status=status)


def lines(audience: Audience, email: str) -> list[tuple[Any, ...]]:
    told = audience.consents.filter(contact__email=email).order_by("pk")
    return list(told.values_list("given", "how", "wording", "language"))


def test_a_line_says_channel_purpose_words_version_language_source_time_ip_and_actor(
    audience: Audience, alice: User, cause: Cause
) -> None:
    added = add(audience, Person("ann@example.com"), cause, permission=True)

    line = audience.consents.get()
    assert (line.contact, line.channel, line.purpose) == (
        added.contact,
        "email",
        "marketing",
    )
    assert (line.given, line.how, line.ip, line.actor) == (
        *(True, "staff", "192.0.2.7"),
        alice,
    )
    assert (line.wording, line.language) == ("At the fair", "en")
    assert line.version == version_of("At the fair") != version_of("At a fair")
    assert (line.at, str(line.source)) == (cause.at, "Added by hand")


def test_adding_without_permission_writes_no_line(
    audience: Audience, cause: Cause
) -> None:
    add(audience, Person("ann@example.com"), cause)

    assert not audience.consents.exists()


@pytest.mark.parametrize("is_full", [False, True])
def test_an_import_writes_its_statement_of_permission(
    audience: Audience, is_full: bool
) -> None:
    assert "vip" in EXTRAS
    head, row = (
        ("email,vip", "ann@example.com,yes") if is_full else ("email", "ann@a.b")
    )
    row = row.replace("ann@a.b", "ann@example.com")

    bring(
        audience,
        f"{head}\n{row}\n",
        permission=Import.Permission.SIGNED_UP,
        permission_note="since 2019",
    )

    said = "They signed up on a form of ours: since 2019"
    assert lines(audience, "ann@example.com") == [(True, "import", said, "en")]
    line = audience.consents.get()
    assert (line.version, str(line.source)) == (version_of(said), "people.csv")
    assert (line.channel, line.purpose) == ("email", "marketing")


def test_an_import_of_people_who_left_says_so_without_words(audience: Audience) -> None:
    person(audience, "ann")

    bring(audience, "email\nann@example.com\n", status="unsubscribed")

    assert lines(audience, "ann@example.com") == [(False, "import", "", "")]


def test_unsubscribing_many_and_taking_it_back_leaves_a_line_each(
    audience: Audience, alice: User
) -> None:
    for status in ("subscribed", "nonsubscribed", "pending"):
        person(audience, status, status)

    do(audience, "unsubscribe", alice)
    undo(audience, alice)

    withdrawn = (False, "staff", "", "")
    assert lines(audience, "subscribed@example.com") == [
        withdrawn,
        (True, "undo", "", ""),
    ]
    # They had not agreed before, and have not now: but they did not opt out either.
    for status in ("nonsubscribed", "pending"):
        assert lines(audience, f"{status}@example.com") == [
            withdrawn,
            (None, "undo", "", ""),
        ]


@pytest.mark.parametrize("kept_left", [True, False])
def test_a_merge_keeps_the_lines_of_both_and_ends_with_the_opt_out(
    audience: Audience, cause: Cause, kept_left: bool
) -> None:
    left, stays = person(audience, "left"), person(audience, "stays", "nonsubscribed")
    of = audience.contacts
    of.filter(pk=left.pk).unsubscribe(Cause(audience, "link", at=timezone.now()))
    later = Cause(audience, "form", at=timezone.now())
    of.filter(pk=stays.pk).subscribe(later)
    kept, gone = (left, stays) if kept_left else (stays, left)

    one = merge(audience, kept.pk, gone.pk, {}, cause)

    assert one.status == "unsubscribed"
    told = one.consents.order_by("pk").values_list("given", "how")
    assert list(told) == [(False, "link"), (True, "form"), (False, "merge")]


def test_a_merge_of_two_who_both_left_adds_no_line(
    audience: Audience, cause: Cause
) -> None:
    both = [person(audience, "a"), person(audience, "b")]
    audience.contacts.unsubscribe(Cause(audience, "link"))

    one = merge(audience, both[0].pk, both[1].pk, {}, cause)

    assert list(one.consents.values_list("how", flat=True)) == ["link", "link"]


def test_the_archive_is_no_matter_of_permission(
    audience: Audience, cause: Cause
) -> None:
    person(audience, "ann")

    audience.contacts.archive(cause)
    audience.contacts.unarchive(cause)
    audience.contacts.clean(cause)

    assert not audience.consents.exists()


def test_who_comes_back_by_themselves_leaves_a_line(audience: Audience) -> None:
    ann = person(audience, "ann")
    audience.contacts.unsubscribe(Cause(audience, "link"))
    own = Cause(audience, "form", wording="Yes, send me news")

    sign_up(audience, Person(ann.email), own)

    assert lines(audience, ann.email) == [
        (False, "link", "", ""),
        (True, "form", "Yes, send me news", "en"),
    ]


def test_no_line_can_be_changed_or_deleted(audience: Audience, cause: Cause) -> None:
    add(audience, Person("ann@example.com"), cause, permission=True)
    line = audience.consents.get()

    for attempt in (
        lambda: audience.consents.update(given=False),
        lambda: audience.consents.all().delete(),
        lambda: Consent.objects.bulk_update([line], ["given"]),
        line.save,
        line.delete,
    ):
        with pytest.raises(AppendOnlyError):
            attempt()

    assert list(audience.consents.values_list("given", flat=True)) == [True]


@pytest.mark.parametrize(
    "verb",
    [
        *(
            f"UPDATE contacts_consent SET {field.column} = {field.column}"
            for field in Consent._meta.concrete_fields
            if field.name != "contact"
        ),
        "DELETE FROM contacts_consent",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(
    audience: Audience, cause: Cause, verb: str
) -> None:
    add(audience, Person("ann@example.com"), cause, permission=True)

    with (
        pytest.raises(IntegrityError, match="Lines of the ledger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{verb} WHERE audience_id = %s", [audience.pk])

    assert audience.consents.count() == 1


def test_a_line_outlives_who_wrote_it_and_goes_with_its_contact(
    audience: Audience, cause: Cause, alice: User
) -> None:
    ann = add(audience, Person("ann@example.com"), cause, permission=True).contact

    alice.delete()
    assert audience.consents.get().actor is None

    audience.contacts.filter(pk=ann.pk).delete()
    assert not audience.consents.exists()


def test_no_statement_of_the_code_changes_or_deletes_lines() -> None:
    """But for what is done with all tables of persons, which is named there."""
    pattern = re.compile(r"(UPDATE|DELETE FROM)\s+contacts_consent\b", re.IGNORECASE)
    found = [
        path
        for folder in ("accounts", "audiences", "contacts", "events", "segments")
        for path in Path(REPOSITORY / folder).rglob("*.py")
        if "migrations" not in path.parts and pattern.search(path.read_text())
    ]

    assert found == []


def test_the_profile_tells_each_line_with_its_wording_to_open(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    ann = person(audience, "ann", "nonsubscribed")
    url = reverse("contacts:contact_subscribe", args=[audience.pk, ann.pk])
    as_alice.post(url, {"permission": "on"})

    (line,) = [line for line in history_of(ann).lines if line.wording]
    page = as_alice.get(
        reverse("contacts:contact_settings", args=[audience.pk, ann.pk])
    )

    assert (line.text, line.how, line.by) == (
        *("Email: permission given", "by hand"),
        "Alice",
    )
    assert (line.ip, line.language) == ("127.0.0.1", "English")
    assert line.purpose == "for marketing"
    html = re.sub(r"\s+", " ", page.text)
    assert "<summary>Exact wording</summary>" in html
    assert f'<blockquote class="wording">{WORDING}</blockquote>' in html
    assert f"version {version_of(WORDING)} · English" in html


def test_the_history_names_the_file_people_came_by(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    bring(
        audience,
        "email\nann@example.com\n",
        owner=alice,
        permission=Import.Permission.CUSTOMERS,
    )
    ann = audience.contacts.get()

    page = as_alice.get(
        reverse("contacts:contact_settings", args=[audience.pk, ann.pk])
    )

    assert "Alice · by an import · people.csv" in page.text
