"""Two preferences become one, and are parted again."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import actions, jobs
from audiences.models import Audience, Job
from contacts.causes import Cause
from contacts.recounting import differences
from preferences import choosing, merging
from preferences.models import Choice, Preference
from tests.factories import PreferenceFactory
from tests.preferences.chosen import person, states

PAIRS = list(product(("subscribed", "unsubscribed", ""), repeat=2))


def people(audience: Audience, *of: Preference) -> dict[int, tuple[str, ...]]:
    """Somebody for each pair of states."""
    found = {}
    for pair in PAIRS:
        contact = person(audience)
        for preference, state in zip(of, pair, strict=True):
            choosing.choose(contact, preference, state, Cause(audience, "form"))
        found[contact.pk] = pair
    return found


def merge(source: Preference, target: Preference, alice: User) -> Job:
    job = merging.merge_later(source, target, actor=alice)
    assert job is not None
    return jobs.run(job)


def undo(job: Job, alice: User) -> Job:
    action = job.audience.actions.get(pk=job.params["action"])
    undoing = actions.undo(action, actor=alice)
    assert undoing is not None
    return jobs.run(undoing)


def after(source: str, target: str) -> str:
    if "unsubscribed" in {source, target}:
        return "unsubscribed"
    return source or target


def both(pk: int, *of: Preference) -> tuple[str, ...]:
    return tuple(states(one).get(pk, "") for one in of)


def test_whoever_chose_one_chose_the_other_and_an_opt_out_of_either_stays(
    audience: Audience,
    news: Preference,
    offers: Preference,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merging, "SLICE", 2)
    had = people(audience, news, offers)

    merge(news, offers, alice)

    assert states(news) == {}
    said = {pk: after(*pair) for pk, pair in had.items()}
    assert states(offers) == {pk: state for pk, state in said.items() if state}
    assert not audience.preferences.present().filter(pk=news.pk).exists()
    assert differences(audience) == []


def test_undo_parts_them_again(
    audience: Audience, news: Preference, offers: Preference, alice: User
) -> None:
    had = people(audience, news, offers)
    job = merge(news, offers, alice)

    undo(job, alice)

    assert {pk: both(pk, news, offers) for pk in had} == had
    assert audience.preferences.offered().filter(pk=news.pk).exists()
    assert differences(audience) == []


def test_undo_leaves_alone_who_chose_since(
    audience: Audience, news: Preference, offers: Preference, alice: User
) -> None:
    one, other = (person(audience, news, "subscribed") for _n in range(2))
    job = merge(news, offers, alice)
    choosing.choose(other, offers, "unsubscribed", Cause(audience, "form"))

    undo(job, alice)

    assert both(one.pk, news, offers) == ("subscribed", "")
    assert both(other.pk, news, offers) == ("", "unsubscribed")


def test_how_somebody_chose_goes_along(
    audience: Audience, news: Preference, offers: Preference, alice: User
) -> None:
    contact = person(audience)
    said = Cause(audience, "form", wording="Our news")
    choosing.choose(contact, news, "subscribed", said)

    merge(news, offers, alice)

    choice = Choice.objects.get(audience=audience, contact=contact)
    assert (choice.preference, choice.at, choice.how, choice.wording) == (
        *(offers, said.at, "form"),
        "Our news",
    )


def test_what_comes_of_a_merge_is_shown_before_it_is_done(
    as_alice: Client, audience: Audience, news: Preference, offers: Preference
) -> None:
    people(audience, news, offers)
    url = reverse("preferences:preference_merge", args=[audience.pk, news.pk])

    page = as_alice.post(url, {"target": offers.pk})
    preview = page.context["preview"]

    assert (preview.source, preview.target) == (3, 3)
    assert (preview.after, preview.declined) == (3, 5)
    assert audience.preferences.present().count() == 2

    as_alice.post(url, {"target": offers.pk, "confirmed": offers.pk})
    assert audience.preferences.present().get() == offers
    assert len(states(offers)) == 8


def test_a_preference_is_merged_with_none_of_another_audience(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    foreign = PreferenceFactory.create()
    url = reverse("preferences:preference_merge", args=[audience.pk, news.pk])

    answer = as_alice.post(url, {"target": foreign.pk, "confirmed": foreign.pk})

    assert answer.status_code == 422
    assert audience.preferences.present().get() == news


def test_work_that_is_stopped_gives_the_preference_back(
    audience: Audience, news: Preference, offers: Preference, alice: User
) -> None:
    person(audience, news, "subscribed")
    job = merging.merge_later(news, offers, actor=alice)
    assert job is not None

    audience.jobs.filter(pk=job.pk).update(cancel_requested=True)
    jobs.run(job)

    assert audience.preferences.offered().filter(pk=news.pk).exists()


def test_one_that_went_is_merged_with_nothing(
    audience: Audience, news: Preference, offers: Preference, alice: User
) -> None:
    assert merging.merge_later(news, news, actor=alice) is None
    merge(news, offers, alice)
    assert merging.merge_later(news, offers, actor=alice) is None
