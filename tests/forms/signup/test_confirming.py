"""A link in a mail asks; a button lets somebody in, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contacts.causes import Cause
from contacts.models import Consent, Suppression
from events.models import Event
from events.names import Own
from forms.models import Signup, SignupForm
from forms.signup.design import CATEGORY, PREFERENCE, Part
from preferences.models import Choice
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
    TagFactory,
)
from tests.forms.signup.conftest import Mail
from tests.forms.signup.visiting import path_of, redesign, send

pytestmark = pytest.mark.django_db


def link(mails: list[Mail]) -> str:
    return path_of(mails[-1].links["confirm"])


def test_looking_changes_nothing(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)

    answers = [anyone.get(link(mails)), anyone.head(link(mails))]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert form.audience.contacts.get().status == "pending"


def test_what_was_said_is_written_down_when_it_is_confirmed(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    audience = form.audience
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category)
    news = PreferenceFactory.create(audience=audience, name="News")
    tag = TagFactory.create(audience=audience)
    redesign(
        form, Part(CATEGORY, category.pk), Part(PREFERENCE, news.pk), tags=(tag.pk,)
    )
    said = {f"category-{category.pk}": str(group.pk), f"preference-{news.pk}": "on"}
    send(form, first_name="Ann", **said)

    response = anyone.post(link(mails))

    contact = audience.contacts.get()
    choice = Choice.objects.get(audience=audience, contact=contact)
    assert response.status_code == 200
    assert (contact.status, contact.first_name) == ("subscribed", "Ann")
    assert (contact.group_ids, contact.tag_ids) == ([group.pk], [tag.pk])
    assert (choice.state, choice.how, choice.wording) == ("subscribed", "form", "News")
    assert audience.signups.get().said == {}


def test_evidence_says_when_from_where_by_what_and_on_which_words(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    redesign(form, texts={"en": {"heading": "News from the coast"}})
    send(form)

    anyone.post(link(mails), REMOTE_ADDR="192.0.2.9")

    line = Consent.objects.get(audience=form.audience)
    assert line.source is not None
    assert (line.given, line.ip, line.language) == (True, "192.0.2.9", "en")
    assert (line.source.kind, line.source.object_id) == ("form", form.pk)
    assert line.wording.startswith("News from the coast\n")
    assert "Do you want to get email from Newsletter readers?" in line.wording
    event = Event.objects.get(
        audience_id=form.audience_id, name_id=Own.FORM_CONFIRMED, kind="own"
    )
    assert event.properties["form_version"] == 2


def test_a_tick_that_was_there_before_is_no_choice_of_theirs(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    news = PreferenceFactory.create(audience=form.audience)
    redesign(form, Part(PREFERENCE, news.pk, ticked=True))
    send(form, **{f"preference-{news.pk}": "on"})

    anyone.post(link(mails))

    assert Choice.objects.get(audience=form.audience).how == "default"


def test_pressing_it_again_changes_nothing(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)

    texts = [anyone.post(link(mails)).text for _time in range(2)]

    assert "you are signed up" in texts[0]
    assert "nothing more is to be done" in texts[1]
    assert Consent.objects.filter(audience=form.audience).count() == 1


def test_a_link_is_good_for_three_days(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)
    Signup.objects.filter(audience=form.audience).update(
        at=timezone.now() - timedelta(hours=72, seconds=1)
    )

    answers = [anyone.get(link(mails)), anyone.post(link(mails))]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert form.audience.contacts.get().status == "pending"


def test_who_opted_out_since_stays_out(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)
    form.audience.contacts.all().unsubscribe(Cause(form.audience, "link"))

    response = anyone.post(link(mails))

    assert response.status_code == 409
    assert form.audience.contacts.get().status == "unsubscribed"


def test_a_link_that_was_used_brings_nobody_back(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)
    anyone.post(link(mails))
    form.audience.contacts.all().unsubscribe(Cause(form.audience, "link"))

    anyone.post(link(mails))

    assert form.audience.contacts.get().status == "unsubscribed"


def test_who_opted_out_before_comes_back_by_confirming(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    contact = ContactFactory.create(
        audience=form.audience, email="ann@example.com", status="unsubscribed"
    )
    send(form, first_name="Ann")

    anyone.post(link(mails))

    contact.refresh_from_db()
    assert (contact.status, contact.first_name) == ("subscribed", "Ann")


def test_who_was_erased_may_join_again(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    said = [("erased", "ann@example.com")]
    Suppression.objects.keep_all(form.audience, said, timezone.now())
    send(form)

    anyone.post(link(mails))

    assert form.audience.contacts.get().status == "subscribed"
    assert not Suppression.objects.holds(form.audience, "ann@example.com")


def test_what_is_left_blank_leaves_what_is_known(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    contact = ContactFactory.create(
        audience=form.audience, email="ann@example.com", first_name="Ann"
    )
    send(form, last_name="Lee")

    anyone.post(link(mails))

    contact.refresh_from_db()
    assert (contact.first_name, contact.last_name) == ("Ann", "Lee")


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_link_that_was_cut_off_leads_nowhere(
    form: SignupForm, mails: list[Mail], anyone: Client, cut: int
) -> None:
    send(form)

    answers = [anyone.get(link(mails)[:-cut]), anyone.post(link(mails)[:-cut])]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert form.audience.contacts.get().status == "pending"


def test_the_mail_can_be_asked_for_once_more(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    page = send(form).text
    again = page.partition('name="again" value="')[2].partition('"')[0]

    response = anyone.post(f"/join/{form.token}/again", {"again": again})

    assert response.status_code == 200
    assert [mail.links for mail in mails] == [mails[0].links] * 2


def test_nothing_is_sent_once_more_to_who_never_asked(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    response = anyone.post(f"/join/{form.token}/again", {"again": "forged"})

    assert (response.status_code, mails) == (400, [])
