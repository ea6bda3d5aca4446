"""The wall in models and database: rows know only rows of their own audience."""

from __future__ import annotations

import inspect

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Consent, Contact, Source
from tests.factories import AudienceFactory, ContactFactory, TagFactory


@pytest.fixture
def contact(audience: Audience) -> Contact:
    source = Source.objects.create(audience=audience, kind="staff", label="By hand")
    return ContactFactory.create(audience=audience, source=source)


def consent_of(contact: Contact) -> Consent:
    return Consent.objects.create(
        audience_id=contact.audience_id,
        contact=contact,
        purpose="email",
        given=True,
        at=timezone.now(),
    )


def test_a_save_says_the_audience(contact: Contact) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        contact.save(update_fields=["vip"])

    (update,) = queries.captured_queries
    where = update["sql"].partition(" WHERE ")[2]
    assert f'"contacts_contact"."audience_id" = {contact.audience_id}' in where


def test_a_save_under_another_audience_changes_nothing(contact: Contact) -> None:
    other = AudienceFactory.create()
    contact.audience = other
    contact.vip = True

    with pytest.raises(Contact.NotUpdated), transaction.atomic():
        contact.save(update_fields=["vip"])

    assert not Contact.objects.get(pk=contact.pk).vip


def test_a_refresh_says_the_audience(contact: Contact) -> None:
    with CaptureQueriesContext(connection) as queries:
        contact.refresh_from_db()

    (select,) = queries.captured_queries
    where = select["sql"].partition(" WHERE ")[2]
    assert f'"contacts_contact"."audience_id" = {contact.audience_id}' in where


def test_a_deferred_column_is_loaded_within_the_audience(contact: Contact) -> None:
    lean = Contact.objects.only("audience_id").get(pk=contact.pk)

    with CaptureQueriesContext(connection) as queries:
        assert lean.email == contact.email

    assert '"audience_id" = ' in queries.captured_queries[0]["sql"]


def test_a_deferred_audience_is_loaded_all_the_same(
    contact: Contact, faults: list[str]
) -> None:
    lean = Contact.objects.only("email").get(pk=contact.pk)

    assert lean.audience_id == contact.audience_id
    faults.clear()


def test_the_database_refuses_a_reference_into_another_audience(
    contact: Contact,
) -> None:
    other = AudienceFactory.create()

    refused = pytest.raises(IntegrityError, match="contacts_note_contact")
    with refused, connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO contacts_note (audience_id, contact_id, text, created_at)
            VALUES (%s, %s, '', now())
            """,
            [other.pk, contact.pk],
        )


def test_validation_refuses_a_reference_into_another_audience(
    contact: Contact,
) -> None:
    stranger = ContactFactory.create(audience=AudienceFactory.create())
    consent = Consent(audience=contact.audience, contact=stranger, purpose="email")

    with pytest.raises(ValidationError):
        consent.validate_constraints()


def test_a_join_says_the_audience_on_both_sides(contact: Contact) -> None:
    consents = contact.audience.consents.filter(contact__email="x")

    sql = str(consents.query)

    assert (
        '"contacts_contact"."audience_id" = ("contacts_consent"."audience_id")' in sql
    )
    assert f'"contacts_consent"."audience_id" = {contact.audience_id}' in sql


def test_a_join_from_the_other_side_says_it_too(contact: Contact) -> None:
    contacts = contact.audience.contacts.filter(consents__given=True)

    sql = str(contacts.query)

    assert (
        '"contacts_contact"."audience_id" = ("contacts_consent"."audience_id")' in sql
    )


@pytest.mark.parametrize("fetch", ["access", "prefetch"])
def test_the_row_referred_to_is_fetched_within_the_audience(
    contact: Contact, fetch: str
) -> None:
    rows = contact.audience.contacts.filter(pk=contact.pk)

    with CaptureQueriesContext(connection) as queries:
        found = rows.prefetch_related("source") if fetch == "prefetch" else rows
        source = found.get().source

    assert source == contact.source
    assert '"contacts_source"."audience_id" ' in queries.captured_queries[1]["sql"]


@pytest.mark.parametrize("fetch", ["access", "prefetch"])
def test_the_rows_that_refer_to_one_are_fetched_within_the_audience(
    contact: Contact, fetch: str
) -> None:
    consent = consent_of(contact)
    consent_of(ContactFactory.create(audience=contact.audience))
    rows = contact.audience.contacts.filter(pk=contact.pk)

    with CaptureQueriesContext(connection) as queries:
        found = rows.prefetch_related("consents") if fetch == "prefetch" else rows
        consents = list(found.get().consents.all())

    assert consents == [consent]
    sql = queries.captured_queries[1]["sql"].partition(" WHERE ")[2]
    assert '"contacts_consent"."audience_id" ' in sql


def test_deleting_a_row_takes_what_refers_to_it(contact: Contact) -> None:
    consent_of(contact)
    TagFactory.create(audience=contact.audience)

    contact.audience.contacts.filter(pk=contact.pk).delete()

    assert not contact.audience.consents.exists()
    assert contact.audience.tags.exists()


def test_a_reference_is_written_down_in_migrations(contact: Contact) -> None:
    (reference,) = [
        constraint
        for constraint in Contact._meta.constraints
        if constraint.name == "contacts_contact_source"
    ]

    path, args, kwargs = reference.deconstruct()

    assert path == "audiences.tenancy.AudienceReference"
    assert (args, kwargs) == (
        (),
        {"name": "contacts_contact_source", "field": "source"},
    )


def test_the_private_hook_of_saves_is_as_it_was() -> None:
    hook = inspect.signature(models.Model._do_update)

    assert list(hook.parameters)[:2] == ["self", "base_qs"]
