"""The page of one call: what it says, what that means, and what would come of it."""

from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.hooks import making
from contacts.hooks.mapping import Mapping
from contacts.models import Contact
from events import dictionary
from tests.contacts.hooking import MAPPED, ORDER, hook_of, last_call, post, written
from tests.contacts.test_hooks_pages import PART, text_of, url_of
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_the_preview_says_what_is_missing_amiss_and_refused(
    as_alice: Client, audience: Audience
) -> None:
    hook = hook_of(audience)
    post(hook, ORDER)
    page = last_call(hook).get_absolute_url()
    assert "It is refused. Nobody in this audience has" in text_of(as_alice.get(page))

    making.change(hook, adds_people=True)
    text = text_of(as_alice.get(page))
    assert "anna@example.com is added as nonsubscribed" in text

    wrong = Mapping(email="/event", fixed="paid")
    making.remap(hook, lambda _now: wrong)
    assert "It is refused. An email address needs an @" in text_of(as_alice.get(page))


def test_the_preview_promises_nobody_for_whom_there_is_no_room(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = hook_of(audience, adds_people=True)
    making.pause(hook)
    post(hook, ORDER)
    page = last_call(hook).get_absolute_url()

    with monkeypatch.context() as patch:
        patch.setattr(dictionary, "MOST", 0)
        text = text_of(as_alice.get(page))
    assert "It is refused. There are 0 event names already" in text

    plan = audience.account.plan
    type(plan).objects.filter(pk=plan.pk).update(max_contacts=0)
    text = text_of(as_alice.get(page))
    assert f"The plan {plan.name} has no room for another contact." in text
    assert "is added as nonsubscribed" not in text


def test_a_click_answers_with_the_part_that_changed(
    as_alice: Client, audience: Audience
) -> None:
    hook = hook_of(audience, None)
    post(hook, ORDER)
    to = url_of("hookcall_map", audience, last_call(hook).pk)

    response = as_alice.post(to, {"do": "guess"}, headers=PART)

    assert "<html" not in response.text
    assert 'id="hookcall-detail"' in response.text
    assert "All other values become properties" in response.text


def test_what_means_what_is_said_by_plain_forms(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience, None)
    post(hook, ORDER)
    call = last_call(hook)
    to = url_of("hookcall_map", audience, call.pk)

    def say(**data: str) -> str:
        return text_of(as_alice.post(to, data, follow=True))

    page = as_alice.get(f"{call.get_absolute_url()}?use=/customer/email")
    assert "Name of the property" in page.text
    text = say(do="use", role="email", path="/customer/email")
    assert "Say what the event is called" in text
    say(do="use", role="property", path="/order/total", what="total")
    text = say(do="use", role="name", path="/event")

    assert "Writes the event order_paid for anna@example.com with total 12.5." in text
    hook.refresh_from_db()
    assert Mapping.of(hook.mapping) == MAPPED
    taken = as_alice.post(url_of("hook_take", audience, hook.pk), follow=True)
    assert "1 call was taken in." in text_of(taken)
    assert written(audience) == [("order_paid", {"total": 12.5})]
