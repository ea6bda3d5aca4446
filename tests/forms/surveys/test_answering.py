from __future__ import annotations

from django.test import Client

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Suppression
from events.models import Event
from events.names import Own
from forms.models import Submission
from forms.surveys import stamps
from forms.surveys.answers import Reply
from preferences import choosing
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
    TagFactory,
)
from tests.forms.surveys.asking import (
    answers,
    email,
    giving,
    many,
    one,
    own_path,
    rating,
    send,
    survey,
    text,
)


def said(row: Submission) -> list[tuple[int, int | None, int | None, str]]:
    rows = row.answers.in_order()
    return list(rows.values_list("question", "option", "number", "text"))


def test_every_kind_of_question_is_answered_without_scripts(audience: Audience) -> None:
    of = survey(
        audience,
        one(pk=1),
        many("Which?", "Tea", "Coffee", "Water", pk=2),
        rating(pk=3, scale=10),
        text(pk=4, long=True),
    )

    response = send(of, q1="10", q2=["20", "22"], q3="0", q4="Because\r\nso")

    assert response.status_code == 200
    assert "your answers arrived" in response.text
    row = of.submissions.get()
    assert (row.standing, row.contact, row.way) == ("anonymous", None, "page")
    assert said(row) == [
        (1, 10, None, ""),
        (2, 20, None, ""),
        (2, 22, None, ""),
        (3, None, 0, ""),
        (4, None, None, "Because\nso"),
    ]


def test_what_is_left_blank_is_no_answer(audience: Audience) -> None:
    of = survey(audience, one(pk=1), text(pk=2))

    send(of, q2="  ")

    assert said(of.submissions.get()) == []


def test_what_is_required_is_asked_for_again(audience: Audience) -> None:
    of = survey(audience, one(pk=1, required=True), text(pk=2))

    response = send(of, q2="Kept")

    assert response.status_code == 422
    assert "Choose one of these." in response.text
    assert 'value="Kept"' in response.text
    assert not of.submissions.exists()


def test_who_writes_what_else_it_is_picks_other(audience: Audience) -> None:
    of = survey(audience, one(pk=1, other=True, required=True))

    send(of, **{"q1-other": "Cocoa"})

    assert said(of.submissions.get()) == [(1, 0, None, "Cocoa")]


def test_a_survey_without_an_address_asks_nobody_who_they_are(
    audience: Audience,
) -> None:
    of = survey(audience)

    send(of, q1="10", q9="ann@example.com")

    row = of.submissions.get()
    assert (row.contact, row.email, audience.contacts.count()) == (None, "", 0)


def test_an_unknown_address_becomes_a_contact_who_is_not_subscribed(
    audience: Audience,
) -> None:
    tag = TagFactory.create(audience=audience)
    of = survey(audience, giving(one(pk=1), 10, f"tag-{tag.pk}"), email())

    send(of, q1="10", q9="Ann@Example.com")

    contact = audience.contacts.get()
    row = of.submissions.get()
    assert (contact.email, contact.status) == ("ann@example.com", "nonsubscribed")
    assert contact.tag_ids == [tag.pk]
    assert str(contact.source) == "Taste"
    assert (row.contact, row.standing) == (contact, "new")


def test_an_address_that_is_known_changes_nothing_of_who_has_it(
    audience: Audience,
) -> None:
    tag = TagFactory.create(audience=audience)
    ann = ContactFactory.create(audience=audience, email="ann@example.com")
    of = survey(audience, giving(one(pk=1), 10, f"tag-{tag.pk}"), email())

    unknown = send(of, q1="10", q9="bob@example.com")
    known = send(of, q1="10", q9="ann@example.com")

    assert known.text == unknown.text
    ann.refresh_from_db()
    assert ann.tag_ids == []
    assert not Event.objects.filter(
        audience=audience.pk, contact_id=ann.pk, name_id=Own.SURVEY_ANSWERED
    ).exists()
    row = of.submissions.get(standing="waiting")
    assert (row.contact, row.email) == (None, "ann@example.com")


def test_an_address_that_opted_out_and_is_gone_comes_back_by_no_survey(
    audience: Audience,
) -> None:
    Suppression.objects.keep(audience, "ann@example.com", "unsubscribed")
    of = survey(audience, one(pk=1), email())

    send(of, q1="10", q9="ann@example.com")

    assert not audience.contacts.exists()
    assert of.submissions.get().standing == "waiting"


def test_by_their_own_link_nobody_is_asked_who_they_are(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@example.com")
    of = survey(audience, one(pk=1), email(required=True))
    path = own_path(of, ann)

    page = Client().get(path).text
    Client().post(path, {"q1": "10", "stamp": stamps.stamp(of)})

    assert 'name="q9"' not in page
    assert "a•••@example.com" in page
    row = of.submissions.get()
    assert (row.contact, row.standing, row.way) == (ann, "own", "link")


def test_one_person_answers_once_unless_it_is_said_otherwise(
    audience: Audience,
) -> None:
    ann = ContactFactory.create(audience=audience)
    once, often = survey(audience, one(pk=1)), survey(audience, one(pk=1), repeats=True)

    for of in (once, once, often, often):
        Client().post(own_path(of, ann), {"q1": "10", "stamp": stamps.stamp(of)})

    assert (once.submissions.count(), often.submissions.count()) == (1, 2)
    assert "already" in Client().get(own_path(once, ann)).text


def test_answers_write_fields_tags_groups_and_preferences(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, status="subscribed")
    tag = TagFactory.create(audience=audience)
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category)
    news = PreferenceFactory.create(audience=audience)
    name = audience.fields.get(tag="FNAME")
    last = audience.fields.get(tag="LNAME")
    of = survey(
        audience,
        giving(one(pk=1, field=last.pk), 10, f"tag-{tag.pk}", value="Tea"),
        text(pk=2, field=name.pk, gives=(f"group-{group.pk}", f"preference-{news.pk}")),
    )

    answers(of, Reply(1, option=10), Reply(2, text="Annabel"), contact=ann)

    ann.refresh_from_db()
    assert (ann.first_name, ann.last_name) == ("Annabel", "Tea")
    assert (ann.tag_ids, ann.group_ids) == ([tag.pk], [group.pk])
    choice = audience.choices.get(contact_id=ann.pk)
    assert (choice.state, choice.how) == ("subscribed", "survey")
    assert choice.wording == "Why?\nAnnabel"
    event = Event.objects.get(
        audience=audience.pk, contact_id=ann.pk, name_id=Own.TAG_ADDED
    )
    assert (event.properties["how"], event.properties["survey"]) == ("survey", of.pk)


def test_an_answer_gives_back_nothing_that_somebody_declined(
    audience: Audience,
) -> None:
    ann = ContactFactory.create(audience=audience, status="unsubscribed")
    news = PreferenceFactory.create(audience=audience)
    choosing.choose(ann, news, "unsubscribed", Cause(audience, "centre"))
    of = survey(audience, text(pk=1, gives=(f"preference-{news.pk}",)))

    answers(of, Reply(1, text="Yes"), contact=ann)

    ann.refresh_from_db()
    assert ann.status == "unsubscribed"
    assert audience.choices.get(contact_id=ann.pk).state == "unsubscribed"


def test_a_field_takes_no_answer_that_it_could_not_hold(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience)
    birthday = audience.fields.get(tag="BIRTHDAY")
    of = survey(audience, text(pk=1, field=birthday.pk))

    row = answers(of, Reply(1, text="in spring"), contact=ann)

    ann.refresh_from_db()
    assert birthday.value_of(ann) is None
    assert said(row) == [(1, None, None, "in spring")]


def test_pages_speak_the_language_that_is_preferred(audience: Audience) -> None:
    Audience.objects.filter(pk=audience.pk).update(languages=["fr"])
    audience.refresh_from_db()
    of = survey(audience, one(pk=1))

    page = Client().get(f"/survey/{of.token}", headers={"Accept-Language": "fr"})

    assert '<html lang="fr"' in page.text


def test_nothing_public_sets_a_cookie(audience: Audience) -> None:
    of = survey(audience)
    client = Client()

    client.get(f"/survey/{of.token}")
    client.post(f"/survey/{of.token}", {"q1": "10", "stamp": stamps.stamp(of)})

    assert not client.cookies


def test_who_answers_in_french_is_thanked_in_french(audience: Audience) -> None:
    Audience.objects.filter(pk=audience.pk).update(languages=["fr"])
    audience.refresh_from_db()
    of = survey(audience, one(pk=1, required=True))

    missing = send(of, lang="fr")
    thanks = send(of, lang="fr", q1="10")

    assert "vos réponses sont arrivées" in thanks.text
    assert "Choose one of these." not in missing.text
