"""Choices follow their people: into the archive, into each other, and out."""

from __future__ import annotations

import pytest

from accounts.models import User
from audiences import people
from audiences.models import Audience
from audiences.people import Persons
from contacts import deleting
from contacts.causes import Cause
from contacts.merging import merge
from contacts.recounting import differences, recount
from preferences import choosing
from preferences.models import Choice, Preference
from tests.contacts.importing import bring
from tests.preferences.chosen import counted, person, states


def test_the_archived_are_in_no_count(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    person(audience, news, "subscribed")
    gone = person(audience, news, "subscribed")
    declined = person(audience, news, "unsubscribed")
    those = audience.contacts.filter(pk__in=[gone.pk, declined.pk])

    those.archive(cause)
    assert counted(news) == (1, 0)
    assert differences(audience) == []

    those.unarchive(cause)
    assert counted(news) == (2, 1)
    assert differences(audience) == []


def test_whoever_is_archived_chooses_without_being_counted(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience)
    audience.contacts.archive(cause)

    choosing.choose(contact, news, "subscribed", cause)

    assert states(news) == {contact.pk: "subscribed"}
    assert counted(news) == (0, 0)


def test_whom_an_import_brings_back_is_counted_again(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    person(audience, news, "subscribed", email="ann@x.com")
    person(audience, news, "subscribed", email="bo@x.com")
    audience.contacts.archive(cause)

    bring(audience, "email\nann@x.com\n")

    assert counted(news) == (1, 0)
    assert differences(audience) == []


def test_whoever_is_deleted_takes_their_choices_along(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    ann, bo = (person(audience, news, "subscribed") for _n in range(2))
    cleo = person(audience, news, "unsubscribed")

    deleting.delete(audience.contacts.filter(pk=ann.pk), cause)
    deleting.erase(audience.contacts.filter(pk=cleo.pk), cause)

    assert states(news) == {bo.pk: "subscribed"}
    assert counted(news) == (1, 0)
    assert differences(audience) == []


@pytest.mark.parametrize(
    ("kept", "gone", "state"),
    [
        ("subscribed", "unsubscribed", "unsubscribed"),
        ("unsubscribed", "subscribed", "unsubscribed"),
        ("unsubscribed", "", "unsubscribed"),
        ("", "unsubscribed", "unsubscribed"),
        ("subscribed", "", "subscribed"),
        ("", "subscribed", "subscribed"),
        ("subscribed", "subscribed", "subscribed"),
    ],
)
def test_an_opt_out_of_either_stays_when_two_become_one(
    audience: Audience,
    news: Preference,
    cause: Cause,
    kept: str,
    gone: str,
    state: str,
) -> None:
    one, other = person(audience, news, kept), person(audience, news, gone)

    merge(audience, one.pk, other.pk, {}, cause)

    assert states(news) == {one.pk: state}
    assert counted(news) == ((1, 0) if state == "subscribed" else (0, 1))
    assert differences(audience) == []


def test_one_who_is_merged_with_an_archived_one_is_counted_once(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    one, other = (person(audience, news, "subscribed") for _n in range(2))
    audience.contacts.filter(pk=other.pk).archive(cause)

    merge(audience, one.pk, other.pk, {}, cause)

    assert differences(audience) == []


def test_counting_again_repairs_the_counters(
    audience: Audience, news: Preference
) -> None:
    contact = person(audience, news, "subscribed")
    Choice.objects.filter(audience=audience, contact=contact).delete()

    recount(audience)

    assert counted(news) == (0, 0)


def test_a_person_is_told_what_they_chose(
    audience: Audience, news: Preference, alice: User
) -> None:
    contact, other = person(audience), person(audience, news, "subscribed")
    said = Cause(audience, "form", actor=alice, wording="Our news")
    choosing.choose(contact, news, "unsubscribed", said)
    one = people.Person(audience, contact.pk, contact.email)

    (rows,) = (
        list(telling.rows(one))
        for telling in people.tellings()
        if telling.name == "preferences"
    )

    assert rows == [
        {
            "preference": "News",
            "state": "unsubscribed",
            "before": "",
            "at": said.at,
            "how": "form",
            "source": "",
            "wording": "Our news",
            "language": said.language,
        }
    ]
    assert other.pk in states(news)


def test_erasing_takes_the_choices(audience: Audience, news: Preference) -> None:
    ann, bo = (person(audience, news, "subscribed") for _n in range(2))

    people.erase(Persons(audience, [ann.pk], [ann.email]))

    assert states(news) == {bo.pk: "subscribed"}
