"""The pages of incoming webhooks."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.roles import Role
from audiences.models import Audience
from contacts import usage
from contacts.hooks import making, tokens
from contacts.hooks.mapping import Mapping
from contacts.models import Contact
from tests.contacts.hooking import ORDER, hook_of, last_call, post
from tests.factories import ContactFactory, MembershipFactory, TagFactory, UserFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url_of(name: str, audience: Audience, *args: Any) -> str:
    return reverse(f"contacts:{name}", args=[audience.pk, *args])


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


@pytest.fixture
def as_viewer(client: Client, audience: Audience) -> Client:
    user = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=user, role=Role.VIEWER)
    client.force_login(user)
    return client


def test_a_webhook_is_made_and_its_page_waits_for_a_call(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    data = {"name": "Typeform", "adds_people": "on"}

    response = as_alice.post(url_of("hook_create", audience), data, follow=True)

    hook = audience.hooks.get()
    assert (hook.name, hook.adds_people, hook.is_syncing) == ("Typeform", True, False)
    assert "Waiting for the first call" in text_of(response)
    assert f"http://testserver/hooks/{tokens.token_of(hook)}" in response.text
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.label, entry.actor) == ("webhook.made", "Typeform", alice)


def test_no_more_are_made_than_there_may_be(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.forms.hooks.MOST", 1)
    hook_of(audience)

    response = as_alice.post(url_of("hook_create", audience), {"name": "Two"})

    assert response.status_code == 422
    assert "delete one that is not needed" in response.text


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(
    as_alice: Client, audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    for _n in range(n):
        post(hook_of(audience, None), ORDER)

    with django_assert_num_queries(5):
        response = as_alice.get(url_of("hook_list", audience), headers=PART)

    assert text_of(response).count("Needs a mapping") == n


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_much_for_many_calls_as_for_one(
    as_alice: Client,
    audience: Audience,
    anna: Contact,
    n: int,
    django_assert_num_queries: Any,
) -> None:
    hook = hook_of(audience)
    for _n in range(n):
        post(hook, ORDER)

    with django_assert_num_queries(8):
        response = as_alice.get(hook.get_absolute_url(), headers=PART)

    assert text_of(response).count("Event order_paid written.") == n


def test_who_only_looks_sees_names_and_calls_but_no_address(
    as_viewer: Client, audience: Audience
) -> None:
    hook = hook_of(audience)
    post(hook, ORDER)

    page = as_viewer.get(hook.get_absolute_url())
    call = as_viewer.get(last_call(hook).get_absolute_url())

    assert "Shop" in page.text
    assert tokens.token_of(hook) not in page.text + call.text
    assert "Anna@example.com" in call.text
    assert "Use customer.email" not in call.text


def test_calls_of_which_nothing_can_be_made_yet_are_not_taken_in(
    as_alice: Client, audience: Audience
) -> None:
    hook = hook_of(audience, None)
    post(hook, ORDER)

    as_alice.post(url_of("hook_take", audience, hook.pk))

    assert last_call(hook).state == "waiting"


def test_a_state_that_is_none_takes_in_what_waits(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience)
    making.pause(hook)
    post(hook, ORDER)

    as_alice.post(url_of("hook_take", audience, hook.pk), {"state": "\0taken"})

    assert last_call(hook).state == "taken"


def test_the_list_of_calls_reads_no_bodies(
    as_alice: Client, audience: Audience
) -> None:
    hook = hook_of(audience, None)
    post(hook, ORDER)

    with CaptureQueriesContext(connection) as asked:
        as_alice.get(url_of("hook_calls", audience, hook.pk), headers=PART)

    read = [q["sql"] for q in asked.captured_queries if "hookcall" in q["sql"]]
    assert read
    assert not any('SELECT "contacts_hookcall"."body"' in sql for sql in read)
    assert not any(', "contacts_hookcall"."body"' in sql for sql in read)


def test_the_calls_show_up_by_themselves(as_alice: Client, audience: Audience) -> None:
    hook = hook_of(audience, None)
    url = url_of("hook_calls", audience, hook.pk)
    waiting = as_alice.get(hook.get_absolute_url(), headers=PART)
    assert "Waiting for the first call" in waiting.text
    assert waiting.text.count("data-poll") == 1

    post(hook, ORDER)

    for page in (hook.get_absolute_url(), url):
        text = as_alice.get(page, headers=PART).text
        assert "It is not said yet what it means." in text
        assert text.count("data-poll") == 1
    assert as_alice.get(url).status_code == 302


def test_older_calls_are_on_the_next_page(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.hooks.calls.PAGE_SIZE", 2)
    hook = hook_of(audience, None)
    for _n in range(3):
        post(hook, ORDER)

    first = as_alice.get(hook.get_absolute_url())
    (older,) = re.findall(r'href="([^"]+\?before=[^"#]+)', first.text)
    second = as_alice.get(unescape(older))

    shown = [len(set(re.findall(r'id="call-(\d+)"', p.text))) for p in (first, second)]
    assert shown == [2, 1]
    assert "data-poll" not in second.text


def test_pausing_and_deleting_can_be_taken_back(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    hook = hook_of(audience)
    for verb, undo in (("pause", "resume"), ("delete", "restore")):
        back = url_of(f"hook_{undo}", audience, hook.pk)
        to = url_of(f"hook_{verb}", audience, hook.pk)
        assert back in as_alice.post(to, follow=True).text
        as_alice.post(back)

    hook.refresh_from_db()
    assert (hook.paused_at, hook.deleted_at) == (None, None)
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["webhook.made", "webhook.deleted", "webhook.restored"]


def test_a_new_address_is_asked_about_and_written_down(
    as_alice: Client, audience: Audience
) -> None:
    hook, to = hook_of(audience), ""
    to, old = url_of("hook_renew", audience, hook.pk), tokens.token_of(hook)
    assert "cannot be had back" in as_alice.get(to).text

    page = as_alice.post(to, follow=True)

    assert old not in page.text
    assert AuditEntry.objects.latest("pk").verb == "webhook.renewed"


def test_what_a_webhook_uses_is_said_before_it_is_deleted(audience: Audience) -> None:
    field, tag = audience.fields.get(tag="LNAME"), TagFactory.create(audience=audience)
    mapping = Mapping(fields=((field.pk, "/a"),), tag_ids=(tag.pk,))
    hook_of(audience, mapping)

    for thing in (field, tag):
        labels = [use.label for use in usage.uses_of(audience, thing)]
        assert "The webhook Shop" in labels


@pytest.mark.parametrize("text", ["webhook", "shop"])
def test_the_palette_finds_webhooks(
    as_alice: Client, audience: Audience, text: str
) -> None:
    hook_of(audience)

    url = f"{reverse('accounts:palette')}?q={text}&audience={audience.pk}"
    response = as_alice.get(url, headers=PART)

    assert "/hooks/" in response.text
