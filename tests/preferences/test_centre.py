"""The page where staff keep the preferences of an audience."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts.causes import Cause
from preferences import managing
from preferences.models import Choice, Preference
from tests.factories import PreferenceFactory
from tests.preferences.chosen import counted, person, states, told

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(audience: Audience, name: str, *args: Any) -> str:
    return reverse(f"preferences:preference_{name}", args=[audience.pk, *args])


def listed(client: Client, audience: Audience) -> list[tuple[str, list[str]]]:
    centre = client.get(url(audience, "list")).context["centre"]
    return [
        (category.title, [each.name for each in category.preferences])
        for category in centre.categories
    ]


def some(audience: Audience) -> list[Preference]:
    """Two in a category, one in another."""
    make = PreferenceFactory.create
    return [
        make(audience=audience, name=name, category=category)
        for name, category in (("A", "Mail"), ("B", "Mail"), ("C", "Events"))
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_counts_without_more_queries_for_more(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for preference in PreferenceFactory.create_batch(n, audience=audience):
        person(audience, preference, "subscribed")

    with django_assert_num_queries(5):
        page = as_alice.get(url(audience, "list"), headers=PART)

    assert "<html" not in page.content.decode()
    categories = page.context["centre"].categories
    assert [each.n for each in categories[0].preferences] == [1] * n


def test_a_preference_is_made_with_all_that_is_said_of_it(
    as_alice: Client, audience: Audience
) -> None:
    said = {"name": "News", "category": "Mail", "description": "Monthly"}
    said |= {"is_public": "on", "language-0": "fr", "name-0": "Actualités"}

    as_alice.post(url(audience, "create"), said)

    made = Preference.objects.get(audience=audience)
    assert (made.name, made.category, made.description, made.is_public) == (
        *("News", "Mail", "Monthly"),
        True,
    )
    assert (made.name_in("fr"), made.name_in("de")) == ("Actualités", "News")
    assert made.description_in("fr") == "Monthly"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": "nEWS"}, "There is a preference of this name already."),
        ({"name": "News, and more"}, "A name holds no commas."),
        ({"name": "X", "name-0": "Y"}, "Choose the language of this."),
        (
            {
                "name": "X",
                **{f"{a}-{n}": "fr" for a in ("language", "name") for n in (0, 1)},
            },
            "This language stands here twice.",
        ),
    ],
)
def test_what_makes_no_sense_is_not_made(
    as_alice: Client,
    audience: Audience,
    news: Preference,
    said: dict[str, str],
    problem: str,
) -> None:
    answer = as_alice.post(url(audience, "create"), said)

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert audience.preferences.count() == 1


def test_another_audience_may_have_one_of_the_same_name(
    as_alice: Client, audience: Audience
) -> None:
    PreferenceFactory.create(name="News")

    as_alice.post(url(audience, "create"), {"name": "News"})

    assert audience.preferences.get().name == "News"


def test_a_preference_is_renamed_and_keeps_what_was_chosen(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    contact = person(audience, news, "subscribed")

    as_alice.post(url(audience, "update", news.pk), {"name": "Tidings"})

    news.refresh_from_db()
    assert (news.name, news.is_public) == ("Tidings", False)
    assert states(news) == {contact.pk: "subscribed"}


def test_preferences_are_put_in_another_order_and_back(
    as_alice: Client, audience: Audience
) -> None:
    a, b, c = some(audience)
    assert listed(as_alice, audience) == [("Mail", ["A", "B"]), ("Events", ["C"])]

    as_alice.post(url(audience, "reorder"), {"id": [c.pk, b.pk, a.pk]})
    assert listed(as_alice, audience) == [("Events", ["C"]), ("Mail", ["B", "A"])]

    order = ",".join(str(one.pk) for one in (a, b, c))
    as_alice.post(url(audience, "reorder"), {"order": order})
    assert listed(as_alice, audience) == [("Mail", ["A", "B"]), ("Events", ["C"])]


@pytest.mark.parametrize("press", ["category_up", "category_down"])
def test_a_category_moves_as_a_whole_without_scripts(
    as_alice: Client, audience: Audience, press: str
) -> None:
    a, b, c = some(audience)
    pressed = c if press == "category_up" else a

    sent = {"id": [a.pk, b.pk, c.pk], press: pressed.pk}
    as_alice.post(url(audience, "reorder"), sent)

    assert listed(as_alice, audience) == [("Events", ["C"]), ("Mail", ["A", "B"])]


def test_an_archived_preference_keeps_what_was_chosen_and_comes_back(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    contact = person(audience, news, "subscribed")

    as_alice.post(url(audience, "archive", news.pk))
    centre = as_alice.get(url(audience, "list")).context["centre"]
    assert (centre.categories, centre.archived) == ([], [news])
    assert states(news) == {contact.pk: "subscribed"}

    as_alice.post(url(audience, "unarchive", news.pk))
    assert listed(as_alice, audience) == [("", ["News"])]


def test_what_a_deletion_means_is_said_before_it_is_done(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    person(audience, news, "subscribed")
    person(audience, news, "unsubscribed")

    page = as_alice.get(url(audience, "delete", news.pk)).content.decode()

    assert "<b>1 contact</b> loses it" in page
    assert "That 1 contact unsubscribed from it" in page
    assert audience.preferences.present().exists()


def test_a_deleted_preference_is_lost_by_all_who_had_it(
    as_alice: Client, audience: Audience, news: Preference, offers: Preference
) -> None:
    has, out = (person(audience, news, s) for s in ("subscribed", "unsubscribed"))
    other = person(audience, offers, "subscribed")

    as_alice.post(url(audience, "delete", news.pk))

    assert states(news) == {}
    assert states(offers) == {other.pk: "subscribed"}
    assert counted(news) == (0, 0)
    assert [told(each)[-1][1]["how"] for each in (has, out)] == [
        "preference_deleted",
        "preference_deleted",
    ]
    assert as_alice.get(url(audience, "update", news.pk)).status_code == 404


def test_sweeping_goes_on_slice_by_slice_and_ends_once(
    audience: Audience, news: Preference, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managing, "SLICE", 2)
    for _n in range(5):
        person(audience, news, "subscribed")
    job = managing.delete(news, actor=alice)
    assert job is not None

    assert jobs.run(job).done == 5
    jobs.run(job)

    assert not Choice.objects.filter(audience=audience).exists()
    assert managing.delete(news, actor=alice) is None


def test_a_name_is_free_again_once_its_preference_is_deleted(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    as_alice.post(url(audience, "delete", news.pk))

    as_alice.post(url(audience, "create"), {"name": "News"})

    assert audience.preferences.present().get().pk != news.pk


def test_an_audience_has_so_many_preferences_at_most(
    as_alice: Client, audience: Audience, news: Preference, monkeypatch: Any
) -> None:
    monkeypatch.setattr(managing, "MOST", 1)

    as_alice.post(url(audience, "create"), {"name": "Offers"})

    assert audience.preferences.get() == news


def test_preferences_of_others_are_not_there(
    as_charlie: Client, audience: Audience, news: Preference, cause: Cause
) -> None:
    names = ["update", "delete", "merge"]
    paths = [url(audience, "list"), *(url(audience, name, news.pk) for name in names)]

    assert {as_charlie.get(path).status_code for path in paths} == {404}
    for name in ("archive", "delete"):
        path = url(audience, name, news.pk)
        assert as_charlie.post(path).status_code == 404
    assert audience.preferences.offered().get() == news


def test_a_preference_is_not_reached_through_another_audience(
    as_alice: Client, audience: Audience
) -> None:
    foreign = PreferenceFactory.create()

    assert as_alice.post(url(audience, "archive", foreign.pk)).status_code == 404
    as_alice.post(url(audience, "reorder"), {"id": [foreign.pk]})

    foreign.refresh_from_db()
    assert foreign.archived_at is None
