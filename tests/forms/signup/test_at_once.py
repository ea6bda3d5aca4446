"""However many do it at the same time: one contact, one history, and out is out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from contacts.causes import Cause
from contacts.models import Consent
from events.models import Event
from events.names import Own
from forms.models import Signup, SignupForm, SignupFormDay
from forms.signup import applying, stamps
from forms.signup.answers import Said
from forms.signup.applying import Outcome
from forms.signup.joining import Visit, submit
from tests.forms.signup.conftest import Mail

pytestmark = pytest.mark.django_db(transaction=True)

VISIT = Visit(ip="192.0.2.1", language="en", wording="Sign up")


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What they return who all begin at the same moment."""
    barrier = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(begin, call) for call in calls]]


def sign_up(form: SignupForm) -> Signup:
    signup = submit(form, Said("ann@example.com"), VISIT)
    assert signup is not None
    return signup


def confirm(signup: Signup) -> Callable[[], Outcome]:
    def press() -> Outcome:
        found = stamps.find(stamps.link_of(signup).rpartition("/")[2])
        assert found is not None
        return applying.confirm(found, ip=None, wording="Yes")

    return press


def happened(form: SignupForm, name: Own) -> int:
    events = Event.objects.filter(audience_id=form.audience_id, kind="own")
    return events.filter(name_id=name).count()


def test_two_sign_ups_of_an_address_are_one_contact(
    form: SignupForm, mails: list[Mail]
) -> None:
    at_once(*[lambda: sign_up(form)] * 4)

    contact = form.audience.contacts.get()
    assert contact.status == "pending"
    assert happened(form, Own.CONTACT_ADDED) == 1
    assert form.audience.signups.filter(is_new=True).count() == 1
    days = SignupFormDay.objects.filter(audience=form.audience)
    assert sum(days.values_list("submitted", flat=True)) == 4


def test_two_confirmations_of_a_link_are_one(
    form: SignupForm, mails: list[Mail]
) -> None:
    signup = sign_up(form)

    done = at_once(*[confirm(signup)] * 4)

    assert sorted(done) == [Outcome.ALREADY] * 3 + [Outcome.DONE]
    assert happened(form, Own.CONTACT_SUBSCRIBED) == 1
    assert Consent.objects.filter(audience=form.audience).count() == 1


def test_two_links_confirmed_at_once_subscribe_once(
    form: SignupForm, mails: list[Mail]
) -> None:
    signups = [sign_up(form), sign_up(form)]

    done = at_once(*map(confirm, signups))

    assert done == [Outcome.DONE] * 2
    assert happened(form, Own.CONTACT_SUBSCRIBED) == 1


def test_who_opts_out_while_they_confirm_is_out(
    form: SignupForm, mails: list[Mail]
) -> None:
    signup = sign_up(form)
    contacts = form.audience.contacts.filter(pk=signup.contact_id)

    at_once(confirm(signup), lambda: contacts.unsubscribe(Cause(form.audience, "link")))

    assert contacts.get().status == "unsubscribed"
    assert confirm(signup)() in {Outcome.OUT, Outcome.ALREADY}
    assert contacts.get().status == "unsubscribed"
