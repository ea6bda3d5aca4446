"""What nobody confirmed is let go in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contacts.causes import Cause
from contacts.models import Suppression
from forms import tasks
from forms.models import Signup, SignupForm
from tests.factories import ContactFactory, TagFactory
from tests.forms.signup.conftest import Mail
from tests.forms.signup.visiting import path_of, send

pytestmark = pytest.mark.django_db


def make_older(form: SignupForm, **by: int) -> None:
    at = timezone.now() - timedelta(**by)
    Signup.objects.filter(audience=form.audience).update(at=at)


def test_who_never_confirmed_is_forgotten_after_three_days(
    form: SignupForm, mails: list[Mail]
) -> None:
    send(form)
    make_older(form, hours=73)

    assert [tasks.expire_signups() for _time in range(2)] == [1, 0]

    assert not form.audience.contacts.exists()
    assert not form.audience.signups.exists()
    assert not Suppression.objects.holds(form.audience, "ann@example.com")


def test_what_can_be_confirmed_still_stays(form: SignupForm, mails: list[Mail]) -> None:
    send(form)
    make_older(form, hours=71)

    assert tasks.expire_signups() == 0
    assert form.audience.contacts.get().status == "pending"


def test_who_was_here_before_stays(form: SignupForm, mails: list[Mail]) -> None:
    ContactFactory.create(audience=form.audience, email="ann@example.com")
    send(form)
    make_older(form, hours=73)

    tasks.expire_signups()

    assert form.audience.contacts.count() == 1
    assert not form.audience.signups.exists()


def test_whom_staff_touched_since_stays(form: SignupForm, mails: list[Mail]) -> None:
    send(form)
    tag = TagFactory.create(audience=form.audience)
    form.audience.contacts.all().tag(tag, Cause(form.audience, "staff"))
    make_older(form, hours=73)

    tasks.expire_signups()

    assert form.audience.contacts.count() == 1


def test_who_filled_in_a_form_anew_stays(form: SignupForm, mails: list[Mail]) -> None:
    send(form)
    make_older(form, hours=73)
    send(form)

    assert tasks.expire_signups() == 1
    assert form.audience.contacts.count() == 1


def test_a_link_that_was_used_is_remembered_for_a_month(
    form: SignupForm, mails: list[Mail], anyone: Client
) -> None:
    send(form)
    anyone.post(path_of(mails[0].links["confirm"]))
    make_older(form, days=29)
    assert tasks.expire_signups() == 0

    make_older(form, days=31)

    assert tasks.expire_signups() == 1
    assert form.audience.contacts.get().status == "subscribed"
