"""Giving and taking a preference to many, and taking that back."""

from __future__ import annotations

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts import bulk
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from preferences import choosing
from preferences.bulk import params_of
from preferences.models import Preference
from tests.contacts.bulk_work import do, undo
from tests.factories import PreferenceFactory
from tests.preferences.chosen import counted, person, states, told


def test_a_preference_is_given_to_all_but_who_unsubscribed(
    audience: Audience, news: Preference, alice: User
) -> None:
    ann, bo = person(audience), person(audience)
    has = person(audience, news, "subscribed")
    out = person(audience, news, "unsubscribed")

    job = do(audience, "prefer", alice, **params_of(news))

    assert states(news) == {
        **dict.fromkeys([ann.pk, bo.pk, has.pk], "subscribed"),
        out.pk: "unsubscribed",
    }
    assert bulk.result(job) == (
        "“News” given to 2 contacts; 1 had it already; "
        "1 unsubscribed from it and stays so"
    )


def test_giving_is_undone_but_for_those_who_chose_since(
    audience: Audience, news: Preference, alice: User
) -> None:
    given, chose = person(audience), person(audience)
    do(audience, "prefer", alice, **params_of(news))
    choosing.choose(chose, news, "unsubscribed", Cause(audience, "form"))

    assert undo(audience, alice) == (2, 1)

    assert states(news) == {chose.pk: "unsubscribed"}
    assert told(given)[-1][1]["how"] == "undo"


def test_a_preference_is_taken_and_given_back(
    audience: Audience, news: Preference, alice: User
) -> None:
    has, chose = (person(audience, news, "subscribed") for _n in range(2))
    out, never = person(audience, news, "unsubscribed"), person(audience)

    job = do(audience, "unprefer", alice, **params_of(news))
    assert states(news) == {out.pk: "unsubscribed"}
    assert bulk.result(job) == "“News” taken from 2 contacts; 2 did not have it"

    choosing.choose(chose, news, "unsubscribed", Cause(audience, "form"))
    assert undo(audience, alice) == (2, 1)
    assert states(news) == {
        has.pk: "subscribed",
        **dict.fromkeys([out.pk, chose.pk], "unsubscribed"),
    }
    assert never.pk not in states(news)
    assert counted(news) == (1, 2)


def test_of_a_deleted_preference_nothing_is_done(
    audience: Audience, news: Preference, alice: User, cause: Cause
) -> None:
    person(audience)
    Preference.objects.filter(pk=news.pk).update(deleted_at=cause.at)

    job = do(audience, "prefer", alice, **params_of(news))

    assert (job.state, job.error) == (
        "failed",
        "The preference “News” was deleted meanwhile.",
    )


def test_what_is_asked_offers_what_is_offered(
    as_alice: Client, audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience)
    PreferenceFactory.create(audience=audience, name="Old", archived_at=cause.at)
    PreferenceFactory.create(name="Foreign")
    url = reverse("contacts:contact_bulk", args=[audience.pk, "prefer"])

    page = as_alice.post(url, {"contact": contact.pk}).content.decode()

    offered = [name in page for name in ("News", "Old", "Foreign")]
    assert offered == [True, False, False]


def test_a_list_is_narrowed_to_each_state(
    audience: Audience, news: Preference, offers: Preference
) -> None:
    people = {
        "subscribed": person(audience, news, "subscribed").pk,
        "unsubscribed": person(audience, news, "unsubscribed").pk,
        "none": person(audience, offers, "subscribed").pk,
    }

    found = {}
    for state in people:
        query = QueryDict(f"preference={news.pk}-{state}")
        listed = Selection(Filter.from_query(query)).apply(audience)
        (found[state],) = listed.values_list("pk", flat=True)

    assert found == people


def test_a_list_is_narrowed_to_nobody_by_what_is_not_there(
    audience: Audience, news: Preference
) -> None:
    foreign = PreferenceFactory.create()
    person(audience)

    query = QueryDict(f"preference={foreign.pk}-none")

    assert not Filter.from_query(query).apply(audience).exists()


def test_a_chip_says_which_state_of_which_preference(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    person(audience, news, "unsubscribed")

    page = as_alice.get(news.unsubscribed_url).content.decode()

    assert "News: unsubscribed" in page


def test_the_form_of_filters_offers_each_state_in_as_many_queries_for_any_number(
    as_alice: Client,
    audience: Audience,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    url = reverse("contacts:contact_filter", args=[audience.pk])
    foreign = PreferenceFactory.create(name="Theirs")
    with CaptureQueriesContext(connection) as without:
        page = as_alice.get(url).text
    assert "Any preference" not in page

    for n in range(3):
        one = PreferenceFactory.create(audience=audience, name=f"Letter {n}")
    with django_assert_num_queries(len(without)):
        page = as_alice.get(f"{url}?preference={one.pk}-unsubscribed").text

    chosen = f'<option value="{one.pk}-unsubscribed" selected>Letter 2: unsubscribed'
    assert chosen in page
    assert f'value="{one.pk}-none">Letter 2: not subscribed' in page
    assert foreign.name not in page
    said = {"chosen": "1", "preference": f"{one.pk}-subscribed"}
    assert as_alice.get(url, said)["Location"] == one.get_absolute_url()
