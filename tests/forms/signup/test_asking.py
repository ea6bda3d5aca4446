"""What a form asks, and what it writes down unasked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audiences.models import Audience
from audiences.people import Person, tellings
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Consent
from forms.models import Permission, SignupForm
from forms.signup.design import FIELD, PREFERENCE, Part
from preferences.models import Choice
from tests.factories import ContactFactory, PreferenceFactory
from tests.forms.signup.conftest import Mail
from tests.forms.signup.visiting import path_of, redesign, send

pytestmark = pytest.mark.django_db


def confirm(mails: list[Mail]) -> Any:
    return Client().post(path_of(mails[-1].links["confirm"]))


@pytest.fixture
def news(audience: Audience, form: SignupForm) -> Permission:
    """A permission that the form asks for."""
    Audience.objects.filter(pk=audience.pk).update(gdpr_fields=True)
    permission = Permission.objects.create(
        audience=audience, title="News", text="Once a month, by email."
    )
    redesign(form, has_permissions=True)
    return permission


def granted(permission: Permission) -> list[bool | None]:
    lines = Consent.objects.filter(
        audience=permission.audience, purpose=permission.purpose
    )
    return list(lines.values_list("given", flat=True))


def test_a_permission_is_given_when_it_is_confirmed(
    form: SignupForm, mails: list[Mail], news: Permission
) -> None:
    send(form, **{f"permission-{news.pk}": "1"})
    before = granted(news)

    confirm(mails)

    assert (before, granted(news)) == ([], [True])
    line = Consent.objects.get(audience=form.audience, purpose=news.purpose)
    assert line.version == news.version_in("en")


def test_a_permission_that_reads_otherwise_by_then_is_not_given(
    form: SignupForm, mails: list[Mail], news: Permission
) -> None:
    send(form, **{f"permission-{news.pk}": "1"})
    rows = Permission.objects.filter(audience=form.audience, pk=news.pk)
    rows.update(text="Every day, by phone.")

    confirm(mails)

    assert granted(news) == []
    assert form.audience.contacts.get().status == "subscribed"


def test_a_choice_can_be_made_mandatory(form: SignupForm, mails: list[Mail]) -> None:
    some = [PreferenceFactory.create(audience=form.audience) for _n in range(2)]
    redesign(form, *(Part(PREFERENCE, one.pk) for one in some), must_choose=True)

    without = send(form)
    chosen = send(form, **{f"preference-{some[1].pk}": "on"})

    assert (without.status_code, chosen.status_code) == (422, 200)
    assert "Choose at least one" in without.text


def test_what_is_hidden_is_given_to_all_whatever_they_send(
    form: SignupForm, mails: list[Mail]
) -> None:
    field = form.audience.fields.get(column="phone")
    offer = PreferenceFactory.create(audience=form.audience)
    redesign(
        form,
        Part(FIELD, field.pk, hidden=True, value="+47 412 00 001"),
        Part(PREFERENCE, offer.pk, hidden=True),
    )

    page = Client().get(f"/join/{form.token}").text
    send(form, phone="+47 999 99 999")
    confirm(mails)

    contact = form.audience.contacts.get()
    assert 'name="phone"' not in page
    assert contact.phone == "+4741200001"
    assert Choice.objects.get(audience=form.audience).how == "default"


def test_a_tick_beforehand_takes_back_no_opt_out(
    form: SignupForm, mails: list[Mail]
) -> None:
    offer = PreferenceFactory.create(audience=form.audience)
    contact = ContactFactory.create(audience=form.audience, email="ann@example.com")
    Choice.objects.create(
        audience=form.audience,
        contact=contact,
        preference=offer,
        state="unsubscribed",
        at=form.created_at,
    )
    redesign(form, Part(PREFERENCE, offer.pk, ticked=True))

    send(form, **{f"preference-{offer.pk}": "on"})
    confirm(mails)

    assert Choice.objects.get(audience=form.audience).state == "unsubscribed"


def test_who_asks_is_told_what_they_filled_in(
    form: SignupForm, mails: list[Mail]
) -> None:
    send(form, first_name="Ann")
    contact = form.audience.contacts.get()
    person = Person(form.audience, contact.pk, contact.email)

    told = {one.name: list(one.rows(person)) for one in tellings()}

    (row,) = told["sign_ups"]
    assert (row["form"], row["said"]["columns"]["first_name"]) == ("Footer", "Ann")


def test_a_sign_up_goes_on_with_whom_two_become(
    form: SignupForm, mails: list[Mail]
) -> None:
    send(form)
    gone = form.audience.contacts.get()
    kept = ContactFactory.create(audience=form.audience, email="ann@x.org")
    merge(form.audience, kept.pk, gone.pk, {}, Cause(form.audience, "staff"))

    confirm(mails)

    assert form.audience.contacts.get().status == "subscribed"


def test_only_the_page_of_the_pop_up_is_shown_in_frames(form: SignupForm) -> None:
    page = Client().get(f"/join/{form.token}")
    frame = Client().get(f"/join/{form.token}/frame")

    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]


@pytest.mark.parametrize("way", ["", "/embed", "/frame"])
def test_no_other_site_may_read_an_answer_or_have_cookies_sent(
    form: SignupForm, mails: list[Mail], way: str
) -> None:
    client = Client(headers={"Origin": "https://shop.example"})

    response = client.post(f"/join/{form.token}{way}", {"email": "ann@example.com"})

    assert not response.cookies
    assert "Access-Control-Allow-Origin" not in response.headers
