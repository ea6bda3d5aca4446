"""A column of a file that is titled preferences."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts.causes import Cause
from contacts.imports import running, undoing
from contacts.imports.reasons import sentence
from contacts.models import Import
from contacts.recounting import differences
from preferences import choosing
from preferences.models import Choice, Preference
from tests.contacts.importing import bring, numbers, refusals, take
from tests.factories import PreferenceFactory
from tests.preferences.chosen import counted, person, states, told


def chosen(audience: Audience, preference: Preference) -> dict[str, str]:
    """What was chosen, by address."""
    emails = dict(audience.contacts.values_list("pk", "email"))
    return {emails[pk]: state for pk, state in states(preference).items()}


@pytest.mark.parametrize("title", ["preferences", "Préférences", "PREFERENCES"])
def test_a_column_of_this_title_gives_preferences_by_their_names(
    audience: Audience, news: Preference, offers: Preference, title: str
) -> None:
    file = f'email,{title}\nann@x.com,"News, offers"\nbo@x.com,Offers\ncy@x.com,\n'

    report = bring(audience, file)

    assert report == numbers(3, 3, 0, 0, 0, 0)
    assert chosen(audience, news) == {"ann@x.com": "subscribed"}
    assert chosen(audience, offers) == dict.fromkeys(
        ["ann@x.com", "bo@x.com"], "subscribed"
    )
    assert (counted(news), counted(offers)) == ((1, 0), (2, 0))
    assert differences(audience) == []


def test_a_choice_says_that_it_came_by_the_import(
    audience: Audience, news: Preference
) -> None:
    bring(audience, "email,preferences\nann@x.com,News\n")

    run = audience.imports.get()
    (choice,) = Choice.objects.filter(audience=audience).select_related("source")
    assert (choice.how, choice.source.object_id) == ("import", run.pk)
    ((name, said),) = told(audience.contacts.get())
    assert (name, said["how"], said["source"]) == (
        *("preference.gained", "import"),
        choice.source_id,
    )


def test_a_name_that_no_preference_has_is_reported_and_makes_none(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    PreferenceFactory.create(audience=audience, name="Old", archived_at=cause.at)
    PreferenceFactory.create(name="Foreign")
    rows = ["News", '"News, Nope"', "Old", "Foreign"]
    file = "email,preferences\n"
    file += "".join(f"p{n}@x.com,{cell}\n" for n, cell in enumerate(rows))

    report = bring(audience, file)

    assert report == numbers(4, 1, 0, 0, 3, 0)
    assert refusals(audience) == [(n, "preference_unknown") for n in (3, 4, 5)]
    refusal = audience.importrefusals.order_by("line").first()
    assert refusal is not None
    assert sentence(refusal.reason, refusal.value) == (
        "Not all of “News, Nope” are preferences that are there."
    )
    assert audience.preferences.count() == 2


def test_an_opt_out_is_kept_whatever_preferences_its_row_names(
    audience: Audience, news: Preference
) -> None:
    bring(audience, "email,preferences\nann@x.com,Nope\n", status="unsubscribed")

    assert audience.contacts.get().status == "unsubscribed"


def test_people_who_are_here_get_more_and_lose_none(
    audience: Audience, news: Preference, offers: Preference
) -> None:
    person(audience, offers, "subscribed", email="ann@x.com")
    person(audience, news, "unsubscribed", email="bo@x.com")
    file = "email,preferences\nann@x.com,News\nbo@x.com,News\n"

    bring(audience, file)
    bring(audience, file)

    assert chosen(audience, news) == {
        "ann@x.com": "subscribed",
        "bo@x.com": "unsubscribed",
    }
    assert chosen(audience, offers) == {"ann@x.com": "subscribed"}
    assert counted(news) == (1, 1)


def test_people_who_are_not_to_be_updated_are_left_alone(
    audience: Audience, news: Preference
) -> None:
    person(audience, email="ann@x.com")

    bring(
        audience,
        "email,preferences\nann@x.com,News\nbo@x.com,News\n",
        update_existing=False,
    )

    assert chosen(audience, news) == {"bo@x.com": "subscribed"}


def test_of_several_rows_of_an_address_the_last_one_counts(
    audience: Audience, news: Preference, offers: Preference
) -> None:
    bring(audience, "email,preferences\nann@x.com,News\nANN@x.com,Offers\n")

    assert (chosen(audience, news), chosen(audience, offers)) == (
        {},
        {"ann@x.com": "subscribed"},
    )


def test_a_dry_run_reports_and_gives_nothing(
    audience: Audience, news: Preference
) -> None:
    report = bring(
        audience, "email,preferences\nann@x.com,News\nbo@x.com,No\n", dry_run=True
    )

    assert report == numbers(2, 1, 0, 0, 1, 0)
    assert not Choice.objects.exists()


def undo(run: Import, alice: User) -> None:
    job = undoing.undo(run.audience, run.pk, actor=alice)
    assert job is not None
    jobs.run(job)


def test_undo_takes_back_who_came_and_what_others_were_given(
    audience: Audience, news: Preference, alice: User
) -> None:
    person(audience, email="ann@x.com")
    person(audience, news, "subscribed", email="bo@x.com")
    bring(
        audience,
        "email,fname,preferences\nann@x.com,Ann,News\nbo@x.com,Bo,News\nnew@x.com,N,News\n",
    )

    undo(audience.imports.get(), alice)

    assert chosen(audience, news) == {"bo@x.com": "subscribed"}
    assert not audience.contacts.filter(email="new@x.com").exists()
    assert differences(audience) == []


def test_who_only_gains_a_preference_is_updated_and_others_are_unchanged(
    audience: Audience, news: Preference
) -> None:
    for name in ("ann", "bo", "cy"):
        person(audience, email=f"{name}@x.com")
    choosing.choose(
        audience.contacts.get(email="bo@x.com"),
        news,
        "unsubscribed",
        Cause(audience, "form"),
    )
    file = "email,preferences\nann@x.com,News\nbo@x.com,News\ncy@x.com,\n"

    assert bring(audience, file, dry_run=True) == numbers(3, 0, 1, 2, 0, 0)
    assert bring(audience, file) == numbers(3, 0, 1, 2, 0, 0)
    assert bring(audience, file) == numbers(3, 0, 0, 3, 0, 0)


def test_an_import_that_only_gave_preferences_is_undone_and_says_from_how_many(
    audience: Audience, news: Preference, alice: User
) -> None:
    person(audience, email="ann@x.com")
    person(audience, email="bo@x.com")
    person(audience, news, "subscribed", email="cy@x.com")
    bring(
        audience,
        "email,preferences\nann@x.com,News\nbo@x.com,News\ncy@x.com,News\n",
    )

    undo(audience.imports.get(), alice)

    assert chosen(audience, news) == {"cy@x.com": "subscribed"}
    assert audience.imports.get().undone["unchosen"] == 2
    assert differences(audience) == []


def test_undo_leaves_who_chose_since(
    audience: Audience, news: Preference, alice: User
) -> None:
    bring(audience, "email,preferences\nann@x.com,News\n")
    ann = audience.contacts.get()
    choosing.choose(ann, news, "unsubscribed", Cause(audience, "form"))

    undo(audience.imports.get(), alice)

    assert chosen(audience, news) == {"ann@x.com": "unsubscribed"}


def test_a_column_can_be_made_to_name_preferences(
    as_alice: Client, audience: Audience, news: Preference
) -> None:
    run = take(audience, "email,likes\nann@x.com,News\n")
    run.mapping[1] |= {"target": "preferences", "label": ""}
    run.save()

    page = as_alice.get(
        reverse("contacts:import_map", args=[audience.pk, run.pk])
    ).content.decode()
    assert "Preferences, separated by commas" in page

    jobs.run(running.start(run))
    assert chosen(audience, news) == {"ann@x.com": "subscribed"}
