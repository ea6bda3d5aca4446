"""Who hears of submissions: the team by mail, the inbox, the contact's own page."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from audiences import people
from audiences.models import Audience
from audiences.people import Person
from contacts.activity import feed
from contacts.causes import Cause
from contacts.merging import merge
from delivery.models import Message
from forms.models import Submission
from forms.surveys import hearing, making
from forms.surveys.answers import Reply
from forms.surveys.conditions import url_of_people
from forms.surveys.hearing import Told
from forms.surveys.people import tell, tell_typed
from tests.conftest import membership_of
from tests.factories import ContactFactory
from tests.forms.surveys.asking import answers, email, one, survey, text


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What an inbox would be told."""
    told: list[Told] = []
    monkeypatch.setattr(hearing, "_listeners", [told.append])
    return told


def test_the_inbox_is_told_of_each_in_words(
    audience: Audience, heard: list[Told]
) -> None:
    of = survey(audience, text("Message", pk=1), email(), kind="contact")

    row = answers(of, Reply(1, text="Where are you?"), email="ann@example.com")

    (told,) = heard
    assert told.submission == row
    assert told.is_message
    assert (told.email, told.contact) == ("ann@example.com", audience.contacts.get())
    assert told.answers == [("Message", "Where are you?")]


def test_what_the_inbox_cannot_write_down_is_not_written_down(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(told: Told) -> None:
        raise RuntimeError

    monkeypatch.setattr(hearing, "_listeners", [fail])
    of = survey(audience)

    with pytest.raises(RuntimeError):
        answers(of, Reply(1, option=10))

    assert not of.submissions.exists()


def test_who_is_chosen_gets_a_mail_that_holds_nothing_of_the_answers(
    audience: Audience, alice: User, bob: User
) -> None:
    of = survey(audience, text(pk=1), email())
    making.settle(of, "Taste\r\nBcc: x@y.example", [membership_of(bob).pk])

    answers(of, Reply(1, text="<b>Secret</b>"), email="ann@example.com")

    message = Message.objects.get(audience=audience)
    assert message.words["NOTICE:PEOPLE"] == "a•••@example.com"
    assert "Secret" not in str(message.words)
    (delivery,) = message.deliveries.all()
    assert delivery.email == bob.email


def test_a_member_who_left_is_told_no_more(audience: Audience, bob: User) -> None:
    of = survey(audience)
    making.settle(of, "Taste", [membership_of(bob).pk])
    membership_of(bob).delete()

    answers(of, Reply(1, option=10))

    assert not Message.objects.filter(audience=audience).exists()


def test_notices_of_a_flood_are_few(audience: Audience, bob: User) -> None:
    of = survey(audience)
    making.settle(of, "Taste", [membership_of(bob).pk])

    for _n in range(33):
        answers(of, Reply(1, option=10))

    assert Message.objects.filter(audience=audience).count() == 30


def test_the_feed_tells_what_was_answered(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience)
    of = survey(audience, one("Tea?", pk=1), text("Why?", pk=2))
    row = answers(of, Reply(1, option=10), Reply(2, text="Because"), contact=ann)
    making.change(of, making.new_design(audience, "survey"))

    (item,) = [item for item in feed(ann).items if "Taste" in item.text]

    assert item.text == "Answered “Taste”"
    assert item.details == [("Tea?", "Yes"), ("Why?", "Because")]
    assert item.url == row.get_absolute_url()


def test_who_answered_is_a_list_of_contacts(
    audience: Audience, as_alice: Client
) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@example.com")
    ContactFactory.create(audience=audience, email="bob@example.com")
    of = survey(audience)
    answers(of, Reply(1, option=10), contact=ann)

    page = as_alice.get(url_of_people(of)).text

    assert "ann@example.com" in page
    assert "bob@example.com" not in page


def test_two_who_become_one_answered_both(audience: Audience, alice: User) -> None:
    ann = ContactFactory.create(audience=audience)
    old = ContactFactory.create(audience=audience)
    of = survey(audience)
    rows = [answers(of, Reply(1, option=10), contact=who) for who in (ann, old)]

    merge(audience, ann.pk, old.pk, {}, Cause(audience, "staff", actor=alice))

    assert list(of.submissions.filter(contact=ann).order_by("pk")) == rows


def test_a_person_is_told_what_they_answered_and_what_was_typed_for_them(
    audience: Audience,
) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@example.com")
    of = survey(audience, one("Tea?", pk=1))
    answers(of, Reply(1, option=10), contact=ann)
    answers(of, Reply(1, option=11), email="ann@example.com")
    person = Person(audience, ann.pk, ann.email)

    own, typed = list(tell(person)), list(tell_typed(person))

    assert [row["answers"] for row in own] == [{"Tea?": "Yes"}]
    assert [row["answers"] for row in typed] == [{"Tea?": "No"}]


def test_an_erased_person_takes_both_along(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@example.com")
    of = survey(audience, one("Tea?", pk=1))
    answers(of, Reply(1, option=10), contact=ann)
    answers(of, Reply(1, option=11), email="ann@example.com")
    other = answers(of, Reply(1, option=11), email="bob@example.com")

    people.erase(Person(audience, ann.pk, ann.email).alone)

    assert list(Submission.objects.filter(audience=audience)) == [other]
