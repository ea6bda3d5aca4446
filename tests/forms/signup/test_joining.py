"""Whoever signs up is asked by mail, and learns nothing of who is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Suppression
from events.models import Event
from events.names import Own
from forms.models import Signup, SignupForm, SignupFormDay
from forms.signup import joining
from tests.factories import ContactFactory
from tests.forms.signup.conftest import Mail
from tests.forms.signup.visiting import redesign, send

pytestmark = pytest.mark.django_db


def test_the_page_sets_no_cookie_and_counts_who_looks(
    form: SignupForm, anyone: Client
) -> None:
    response = anyone.get(f"/join/{form.token}")

    assert response.status_code == 200
    assert not response.cookies
    assert SignupFormDay.objects.get(audience=form.audience).shown == 1


def test_who_is_unknown_is_pending_and_asked_by_mail(
    form: SignupForm, mails: list[Mail]
) -> None:
    response = send(form, first_name="Ann")

    contact = form.audience.contacts.get()
    assert response.status_code == 200
    assert "open the email" in response.text
    assert (contact.status, contact.first_name) == ("pending", "")
    assert [(mail.kind, mail.to) for mail in mails] == [("confirm", "ann@example.com")]


def test_a_sign_up_is_an_event_with_form_and_version(
    form: SignupForm, mails: list[Mail]
) -> None:
    send(form)

    event = Event.objects.get(
        audience_id=form.audience_id, name_id=Own.FORM_SUBMITTED, kind="own"
    )
    assert event.properties["form"] == form.pk
    assert event.properties["form_version"] == 1


@pytest.mark.parametrize("known", ["subscribed", "unsubscribed", "suppressed", "dead"])
@pytest.mark.parametrize("way", ["", "/embed", "/frame"])
def test_the_answer_is_the_same_whether_the_address_is_known_or_not(
    form: SignupForm, mails: list[Mail], known: str, way: str
) -> None:
    if known in {"suppressed", "dead"}:
        kind = {"suppressed": "erased", "dead": "cleaned"}[known]
        said = [(kind, "eve@example.com")]
        cause = Cause(form.audience, "staff")
        Suppression.objects.keep_all(form.audience, said, cause.at)
    else:
        ContactFactory.create(
            audience=form.audience, email="eve@example.com", status=known
        )

    theirs = send(form, "eve@example.com", way)
    strangers = send(form, "zoe@example.com", way)

    assert theirs.status_code == strangers.status_code
    assert _without_signs(theirs.text) == _without_signs(strangers.text)


def _without_signs(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line for line in lines if 'name="again"' not in line)


@pytest.mark.parametrize("status", ["subscribed", "unsubscribed", "nonsubscribed"])
def test_nothing_that_is_known_changes_before_it_is_confirmed(
    form: SignupForm, mails: list[Mail], status: str
) -> None:
    contact = ContactFactory.create(
        audience=form.audience, email="ann@example.com", status=status, first_name="Ann"
    )

    send(form, first_name="Mallory")

    before = (contact.status, contact.first_name, contact.changed_at)
    contact.refresh_from_db()
    assert (contact.status, contact.first_name, contact.changed_at) == before
    assert len(mails) == 1


def test_an_address_that_is_dead_gets_no_mail(
    form: SignupForm, mails: list[Mail]
) -> None:
    ContactFactory.create(
        audience=form.audience, email="ann@example.com", status="cleaned"
    )

    send(form)

    assert (mails, form.audience.signups.count()) == ([], 0)


def test_without_a_mail_somebody_unknown_is_in_at_once(
    form: SignupForm, mails: list[Mail]
) -> None:
    redesign(form, is_double=False)

    response = send(form, first_name="Ann")

    contact = form.audience.contacts.get()
    assert "you are signed up" in response.text
    assert (contact.status, contact.first_name) == ("subscribed", "Ann")
    assert mails == []


@pytest.mark.parametrize("way", ["/embed", "/frame"])
def test_what_comes_from_elsewhere_only_ever_makes_somebody_pending(
    form: SignupForm, mails: list[Mail], way: str
) -> None:
    redesign(form, is_double=False)

    send(form, way=way)

    assert form.audience.contacts.get().status == "pending"
    assert len(mails) == 1


def test_without_a_mail_who_is_known_is_asked_all_the_same(
    form: SignupForm, mails: list[Mail]
) -> None:
    redesign(form, is_double=False)
    contact = ContactFactory.create(
        audience=form.audience, email="ann@example.com", status="unsubscribed"
    )

    response = send(form)

    contact.refresh_from_db()
    assert "you are signed up" in response.text
    assert (contact.status, len(mails)) == ("unsubscribed", 1)


def test_what_nobody_sees_is_filled_in_by_programs_alone(
    form: SignupForm, mails: list[Mail]
) -> None:
    response = send(form, homepage="https://spam.example")

    assert response.status_code == 200
    assert (mails, Signup.objects.filter(audience=form.audience).count()) == ([], 0)


@pytest.mark.parametrize("stamp", ["", "forged", "x" * 3000])
def test_a_page_that_is_none_of_ours_is_shown_again(
    form: SignupForm, mails: list[Mail], stamp: str
) -> None:
    response = send(form, stamp=stamp)

    assert response.status_code == 422
    assert 'value="ann@example.com"' in response.text
    assert mails == []


def test_an_address_is_not_filled_with_mails(
    form: SignupForm, mails: list[Mail], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {send(form, way="/embed").status_code for _time in range(8)}

    assert answers == {200}
    assert len(mails) == joining.TO_ADDRESS.most


def test_who_sends_too_much_has_to_wait(form: SignupForm, mails: list[Mail]) -> None:
    statuses = [send(form, f"{n}@example.com").status_code for n in range(25)]

    assert statuses[:20] == [200] * 20
    assert statuses[20:] == [429] * 5


@pytest.mark.parametrize("text", ["ann", "", "ann@example.com\nBcc: x@y.com", "<b>@c"])
def test_what_is_no_address_is_said_so(
    form: SignupForm, mails: list[Mail], text: str
) -> None:
    response = send(form, text)

    assert response.status_code == 422
    assert mails == []


def test_markup_is_shown_as_it_was_written(form: SignupForm, mails: list[Mail]) -> None:
    redesign(form, texts={"en": {"heading": "<script>alert(1)</script>"}})

    response = send(form, "", first_name='"><img src=x>')

    assert "<script>alert" not in response.text
    assert "<img src=x>" not in response.text


def test_too_much_is_refused(form: SignupForm, mails: list[Mail]) -> None:
    response = send(form, first_name="x" * 70_000)

    assert (response.status_code, mails) == (413, [])


@pytest.mark.parametrize("token", ["x", "0" * 20, "a" * 500])
def test_an_address_that_leads_nowhere_says_so(anyone: Client, token: str) -> None:
    assert anyone.get(f"/join/{token}").status_code == 404


def test_a_form_of_an_archived_audience_leads_nowhere(
    form: SignupForm, anyone: Client, audience: Audience
) -> None:
    Audience.objects.filter(pk=audience.pk).update(archived_at=form.created_at)

    assert anyone.get(f"/join/{form.token}").status_code == 404


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://fjord.example/thanks", True),
        ("javascript:alert(1)", False),
        ("//evil.example", False),
        ("data:text/html,x", False),
    ],
)
def test_people_are_led_on_by_http_alone(
    form: SignupForm, mails: list[Mail], url: str, leads: bool
) -> None:
    redesign(form, redirect=url)

    response: Any = send(form)

    assert response.get("Location", "") == (url if leads else "")


def test_everything_is_said_in_the_language_of_the_page(
    audience: Audience, form: SignupForm, mails: list[Mail]
) -> None:
    audience.languages = ["fr"]
    audience.save()

    pages = [send(form, email, lang="fr").text for email in ("ann@example.com", "ann")]

    assert "C’est presque fait" in pages[0]
    assert "Il manque quelque chose" in pages[1]
    assert '<html lang="fr"' in pages[1]
