from __future__ import annotations

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Contact, Source
from contacts.recounting import differences
from events.models import Listener, Outbox
from events.names import Own
from preferences import choosing
from preferences.models import Choice, Preference
from tests.factories import ContactFactory, PreferenceFactory
from tests.preferences.chosen import counted, person, states, told


def test_a_preference_is_given_to_those_who_never_chose(
    audience: Audience, news: Preference, offers: Preference, cause: Cause
) -> None:
    plain = person(audience)
    other = person(audience, offers, "subscribed")
    has = person(audience, news, "subscribed")
    declined = person(audience, news, "unsubscribed")
    outside = person(audience)
    stranger = ContactFactory.create()
    meant = Contact.objects.filter(audience=audience).exclude(pk=outside.pk)

    given = choosing.give(meant, news, cause)

    assert sorted(given) == [plain.pk, other.pk]
    assert states(news) == {
        plain.pk: "subscribed",
        other.pk: "subscribed",
        has.pk: "subscribed",
        declined.pk: "unsubscribed",
    }
    assert states(offers) == {other.pk: "subscribed"}
    assert not Choice.objects.filter(contact_id=stranger.pk).exists()
    assert counted(news) == (3, 1)
    assert differences(audience) == []


def test_given_twice_it_is_given_once(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience)

    choosing.give(audience.contacts.all(), news, cause)

    assert choosing.give(audience.contacts.all(), news, cause) == []
    assert len(told(contact)) == 1
    assert counted(news) == (1, 0)


def test_a_preference_is_taken_from_those_who_have_it(
    audience: Audience, news: Preference, offers: Preference, cause: Cause
) -> None:
    both = person(audience, news, "subscribed")
    choosing.choose(both, offers, "subscribed", cause)
    declined = person(audience, news, "unsubscribed")
    outside = person(audience, news, "subscribed")
    meant = audience.contacts.exclude(pk=outside.pk)

    assert choosing.take(meant, news, cause) == [both.pk]
    assert choosing.take(meant, news, cause) == []

    assert states(news) == {declined.pk: "unsubscribed", outside.pk: "subscribed"}
    assert states(offers) == {both.pk: "subscribed"}
    assert counted(news) == (1, 1)
    assert differences(audience) == []


def test_each_gain_and_loss_is_an_event_that_says_how(
    audience: Audience, news: Preference, cause: Cause, alice: User
) -> None:
    contact = person(audience)
    source = Source.objects.create(audience=audience, kind="form", object_id=3)
    form = Cause(audience, "form", source=source, wording="Our news, monthly")

    choosing.give(audience.contacts.all(), news, cause)
    choosing.choose(contact, news, "unsubscribed", form)
    choosing.choose(contact, news, "", cause)
    choosing.choose(contact, news, "unsubscribed", cause)

    of = {"preference": news.pk}
    by = {"how": "staff", "by": alice.pk} | of
    words = {"wording": "Our news, monthly", "source": source.pk, "how": "form"}
    assert told(contact) == [
        ("preference.gained", {"state": "subscribed", "was": "", **by}),
        (
            "preference.lost",
            {"state": "unsubscribed", "was": "subscribed", **of, **words},
        ),
        ("preference.changed", {"state": "", "was": "unsubscribed", **by}),
        ("preference.changed", {"state": "unsubscribed", "was": "", **by}),
    ]


def test_a_choice_says_when_how_from_where_and_with_which_words(
    audience: Audience, news: Preference, alice: User
) -> None:
    contact = person(audience, news, "unsubscribed")
    source = Source.objects.create(audience=audience, kind="form", object_id=3)
    said = Cause(audience, "form", actor=alice, source=source, wording="Our news")

    assert choosing.choose(contact, news, "subscribed", said)

    choice = Choice.objects.get(audience=audience, contact=contact)
    assert (choice.state, choice.was, choice.at) == (
        "subscribed",
        "unsubscribed",
        said.at,
    )
    assert (choice.how, choice.actor, choice.source) == ("form", alice, source)
    assert (choice.wording, choice.language) == ("Our news", said.language)


def test_what_is_chosen_again_keeps_when_it_was_chosen_first(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience, news, "subscribed")
    first = Choice.objects.get(audience=audience, contact=contact).at

    assert not choosing.choose(contact, news, "subscribed", cause)

    assert Choice.objects.get(audience=audience, contact=contact).at == first


def test_one_person_chooses_whatever_they_chose_before(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience)

    seen = []
    for state in ("subscribed", "unsubscribed", "subscribed", "", "unsubscribed", ""):
        choosing.choose(contact, news, state, cause)
        seen.append((states(news).get(contact.pk, ""), counted(news)))

    assert seen == [
        ("subscribed", (1, 0)),
        ("unsubscribed", (0, 1)),
        ("subscribed", (1, 0)),
        ("", (0, 0)),
        ("unsubscribed", (0, 1)),
        ("", (0, 0)),
    ]


def test_what_is_taken_back_leaves_those_who_chose_since(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    early = person(audience, news, "subscribed")
    given, chose = person(audience), person(audience)
    choosing.give(audience.contacts.all(), news, cause)
    later = Cause(audience, "form", at=cause.at + timedelta(seconds=5))
    choosing.choose(chose, news, "", later)
    choosing.choose(chose, news, "subscribed", later)

    undo = Cause(audience, "undo")
    assert choosing.take_back(audience.contacts.all(), news, cause.at, undo) == [
        given.pk
    ]

    assert states(news) == {early.pk: "subscribed", chose.pk: "subscribed"}


def test_several_are_given_several_at_once(
    audience: Audience, news: Preference, offers: Preference, cause: Cause
) -> None:
    ann, bo = person(audience), person(audience, offers, "unsubscribed")
    pairs = [(ann.pk, news.pk), (ann.pk, offers.pk), (ann.pk, news.pk)]
    pairs += [(bo.pk, offers.pk), (bo.pk, news.pk)]

    given = choosing.give_each(pairs, cause)

    assert sorted(given) == [ann.pk, ann.pk, bo.pk]
    assert states(news) == dict.fromkeys([ann.pk, bo.pk], "subscribed")
    assert states(offers) == {ann.pk: "subscribed", bo.pk: "unsubscribed"}
    assert (counted(news), counted(offers)) == ((2, 0), (1, 1))
    assert choosing.give_each(pairs, cause) == []


def test_a_preference_of_another_audience_is_given_to_nobody(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    foreign = PreferenceFactory.create()
    ann, stranger = person(audience), ContactFactory.create()

    assert (
        choosing.give_each([(ann.pk, foreign.pk), (stranger.pk, news.pk)], cause) == []
    )
    assert choosing.give(audience.contacts.all(), foreign, cause) == []

    assert not Choice.objects.exists()


def test_a_deleted_preference_is_given_to_nobody(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    person(audience)
    Preference.objects.filter(pk=news.pk).update(deleted_at=cause.at)

    assert choosing.give(audience.contacts.all(), news, cause) == []


def test_nobody_is_given_nothing(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    assert choosing.give(audience.contacts.none(), news, cause) == []
    assert choosing.give_each([], cause) == []
    assert choosing.take(audience.contacts.filter(pk__in=[]), news, cause) == []


def test_whoever_is_given_one_was_changed_then(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact, other = person(audience), person(audience, news, "subscribed")
    other.refresh_from_db()
    before = other.changed_at
    later = Cause(audience, "staff", at=before + timedelta(seconds=5))

    choosing.give(audience.contacts.all(), news, later)

    for each in (contact, other):
        each.refresh_from_db()
    assert (contact.changed_at, other.changed_at) == (later.at, before)


def test_a_gain_reaches_those_who_wait_for_it(
    audience: Audience, news: Preference, cause: Cause
) -> None:
    contact = person(audience)
    Listener.objects.create(audience=audience, name_id=int(Own.PREFERENCE_GAINED))

    choosing.give(audience.contacts.all(), news, cause)

    (row,) = Outbox.objects.filter(audience=audience)
    assert (row.contact_id, row.properties["preference"]) == (contact.pk, news.pk)


def test_giving_asks_as_often_for_many_as_for_one(
    audience: Audience,
    news: Preference,
    offers: Preference,
    cause: Cause,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ContactFactory.create(audience=audience)
    with django_assert_num_queries(4):  # a savepoint, what changes, what counts
        choosing.give(audience.contacts.all(), news, cause)
    ContactFactory.create_batch(5, audience=audience)
    with django_assert_num_queries(4):
        choosing.give(audience.contacts.all(), offers, cause)
