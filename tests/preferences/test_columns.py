"""What people are subscribed to stands in the table of contacts, and in files."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts import columns
from contacts.causes import Cause
from preferences import choosing, managing
from preferences.models import Preference
from tests.contacts.exporting import csv_of, export, order
from tests.preferences.chosen import person


def chosen(audience: Audience, *names: str) -> list[list[str]]:
    """What the table shows of the column, contact by contact."""
    column = columns.columns_of(audience)["preferences"]
    pks = list(audience.contacts.order_by("pk").values_list("pk", flat=True))
    rows = audience.contacts.read(pks, [column.reads])
    return [column.shown(rows[pk]).split(", ") for pk in pks]


def test_the_column_names_what_somebody_is_subscribed_to(
    audience: Audience, news: Preference, offers: Preference, cause: Cause, alice: User
) -> None:
    both = person(audience, offers, "subscribed")
    choosing.choose(both, news, "subscribed", cause)
    person(audience, news, "unsubscribed")
    person(audience)

    assert chosen(audience) == [["News", "Offers"], [""], [""]]

    managing.delete(offers, actor=alice)
    assert chosen(audience)[0] == ["News"]


def test_an_export_names_them_as_an_import_reads_them(
    audience: Audience,
    news: Preference,
    offers: Preference,
    cause: Cause,
    alice: User,
    own_files: object,
) -> None:
    both = person(audience, news, "subscribed", email="ann@x.com")
    choosing.choose(both, offers, "subscribed", cause)
    person(audience, news, "unsubscribed", email="bo@x.com")

    rows = csv_of(export(audience, alice, order("csv", "email", "preferences")))

    assert sorted(rows[1:]) == [["ann@x.com", "News, Offers"], ["bo@x.com", ""]]
    assert rows[0] == ["Email address", "Preferences"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_column_costs_the_table_no_query_for_each_row(
    audience: Audience,
    news: Preference,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    pks = [person(audience, news, "subscribed").pk for _n in range(n)]

    with django_assert_num_queries(1):
        audience.contacts.read(pks, ["subscribed_to"])


def test_the_list_of_contacts_offers_the_column(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    person(audience, news, "subscribed")
    url = f"/audiences/{audience.pk}/contacts/columns/"

    assert "Preferences" in as_alice.get(url).content.decode()
