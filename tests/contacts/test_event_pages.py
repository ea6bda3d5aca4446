"""The pages of what others report."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Plan, User
from accounts.roles import Role
from audiences.models import Audience
from contacts.keys import text_of_moment
from contacts.models import Contact
from contacts.reported import listing, tail
from tests.contacts.reporting import event_of, happen
from tests.factories import ContactFactory, MembershipFactory, UserFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url_of(name: str, audience: Audience, *args: Any) -> str:
    return reverse(f"contacts:event_{name}", args=[audience.pk, *args])


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def text_of(response: Any) -> str:
    """What stands on the page, without marks, spaces as one."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


def test_before_the_first_event_the_page_shows_the_call_that_makes_it(
    as_alice: Client, audience: Audience
) -> None:
    response = as_alice.get(url_of("list", audience))

    text = text_of(response)
    assert "No events yet" in text
    assert f"/3.0/lists/{audience.public_id}/members/$member/events" in text


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_says_how_often_of_how_many_and_when_last(
    as_alice: Client,
    audience: Audience,
    anna: Contact,
    n: int,
    django_assert_num_queries: Any,
) -> None:
    bo = ContactFactory.create(audience=audience)
    for number in range(n):
        happen(anna, f"bought_{number}", days_ago=1)
        happen(anna, f"bought_{number}", days_ago=40)
        happen(bo, f"bought_{number}", days_ago=2)
    as_alice.get(url_of("list", audience))

    with django_assert_num_queries(15):
        response = as_alice.get(url_of("list", audience))

    text = text_of(response)
    for number in range(n):
        assert f"bought_{number} " in text
    assert response.context["page"].rows[0].volume.n == 2
    assert response.context["page"].rows[0].volume.people == 2
    assert "1 day ago" in text


def test_a_part_is_answered_alone(as_alice: Client, anna: Contact) -> None:
    happen(anna)

    for url in (
        url_of("list", anna.audience),
        url_of("detail", anna.audience, event_of(anna.audience).pk),
        url_of("tail", anna.audience, event_of(anna.audience).pk),
    ):
        part = as_alice.get(url, headers=PART).content.decode()
        assert "<html" not in part
        assert "bought" in part or "anna@example.com" in part


def test_the_number_of_people_leads_to_exactly_them(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    others = ContactFactory.create_batch(3, audience=audience)
    gone = ContactFactory.create(audience=audience, archived_at=timezone.now())
    for contact in (anna, anna, others[0], gone):
        happen(contact)
    happen(others[1], "viewed")

    page = as_alice.get(url_of("list", audience)).context["page"]
    row = next(row for row in page.rows if str(row.volume.event) == "bought")
    found = as_alice.get(row.people_url)

    assert row.volume.people == 2
    shown = text_of(found)
    assert anna.email in shown
    assert others[0].email in shown
    assert others[1].email not in shown
    assert gone.email not in shown


def test_names_come_page_by_page_each_once(
    as_alice: Client, audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SIZE", 2)
    names = ["aa", "Bb", "cc", "dd_1", "dd-1"]
    for name in names:
        happen(anna, name)

    seen, url = [], url_of("list", audience)
    while url:
        page = as_alice.get(url).context["page"]
        seen += [str(row.volume.event) for row in page.rows]
        url = page.next_url

    assert sorted(seen) == sorted(names)
    assert len(seen) == len(names)


def test_the_page_of_a_name_says_what_there_is_to_know(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    happen(anna, coffee="Kiambu", total=149, gift=True)
    happen(anna, coffee="Kiambu", total=298)
    event = event_of(audience)

    response = as_alice.get(url_of("detail", audience, event.pk))

    text = text_of(response)
    assert "Of the latest 2 events." in text
    assert "coffee text 100 % Kiambu 100 %" in text
    assert "total number 100 %" in text
    assert "gift yes or no 50 % yes 100 %" in text
    assert "anna@example.com" in text
    assert '"coffee": "Kiambu"' in text
    keys = reverse("api:key_list", args=[audience.account_id])
    assert f'href="{keys}"' in response.text.partition("Report one")[2]


def test_a_name_of_another_audience_is_not_found(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    elsewhere = ContactFactory.create()
    happen(elsewhere)
    event = event_of(elsewhere.audience)

    for name in ("detail", "tail", "update"):
        assert as_alice.get(url_of(name, audience, event.pk)).status_code == 404
    for name in ("hide", "unhide"):
        assert as_alice.post(url_of(name, audience, event.pk)).status_code == 404


def test_a_name_is_described(as_alice: Client, anna: Contact) -> None:
    happen(anna)
    event = event_of(anna.audience)
    url = url_of("update", anna.audience, event.pk)

    too_long = as_alice.post(url, {"description": "x" * 201})
    saved = as_alice.post(url, {"description": "Paid in the shop"})

    assert too_long.status_code == 422
    assert saved.status_code == 302
    assert "Paid in the shop" in text_of(as_alice.get(url_of("list", anna.audience)))


def test_a_hidden_name_is_still_recorded_and_can_be_shown_again(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    happen(anna)
    event = event_of(audience)
    hide, unhide = (url_of(verb, audience, event.pk) for verb in ("hide", "unhide"))
    urls = [url_of("list", audience), f"{url_of('list', audience)}?hidden=yes"]

    def shown() -> list[int]:
        return [len(as_alice.get(url).context["page"].rows) for url in urls]

    first = as_alice.post(hide, headers=PART)
    again = as_alice.post(hide, headers=PART)
    happen(anna)

    assert "is hidden" in first.content.decode()
    assert again.content == b""
    assert first["HX-Trigger"] == json.dumps({"events-changed": {}, "dialog-close": {}})
    assert shown() == [0, 1]
    assert "All events are hidden." in text_of(as_alice.get(urls[0]))
    as_alice.post(unhide, headers=PART)
    assert shown() == [1, 0]
    assert "No event is hidden." in text_of(as_alice.get(urls[1]))


def test_who_may_only_look_changes_nothing(client: Client, anna: Contact) -> None:
    viewer: User = UserFactory.create()
    MembershipFactory.create(
        account=anna.audience.account, user=viewer, role=Role.VIEWER
    )
    client.force_login(viewer)
    happen(anna)
    event = event_of(anna.audience)

    page = text_of(client.get(url_of("detail", anna.audience, event.pk)))

    assert "Describe" not in page
    assert "Put an API key in place of YOUR_API_KEY" in page
    assert "To the API keys" not in page
    for name in ("hide", "unhide", "update"):
        url = url_of(name, anna.audience, event.pk)
        assert client.post(url, {"description": "x"}).status_code == 403


def test_the_latest_are_turned_over_page_by_page_each_once(
    as_alice: Client, audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "SIZE", 2)
    for number in range(5):
        happen(anna, days_ago=number // 3, number=number)
    event = event_of(audience)

    seen, before = [], ""
    while True:
        url = f"{url_of('tail', audience, event.pk)}?before={before}"
        found = as_alice.get(url, headers=PART).context["tail"]
        seen += [line.details[0][1] for line in found.lines]
        before = found.older
        if not before:
            break

    assert seen == ["2", "1", "0", "4", "3"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_tail_asks_as_often_for_many_people_as_for_one(
    as_alice: Client, audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    for contact in ContactFactory.create_batch(n, audience=audience):
        happen(contact)
    url = url_of("tail", audience, event_of(audience).pk)
    as_alice.get(url, headers=PART)

    with django_assert_num_queries(7):
        as_alice.get(url, headers=PART)


def test_only_the_newest_ask_again(as_alice: Client, anna: Contact) -> None:
    happen(anna)
    happen(anna, days_ago=1)
    url = url_of("tail", anna.audience, event_of(anna.audience).pk)
    newest = as_alice.get(url, headers=PART)
    key = text_of_moment(timezone.now(), 1)

    older = as_alice.get(f"{url}?before={key}", headers=PART)

    assert b"data-poll" in newest.content
    assert b"data-poll" not in older.content


def test_what_a_plan_keeps_no_longer_is_not_shown_but_counted(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    happen(anna, days_ago=40, colour="red")
    happen(anna, days_ago=20, shape="round")
    plan = Plan.objects.get(name="Free")
    audience.account.plan = plan
    audience.account.save()
    event = event_of(audience)

    response = as_alice.get(url_of("detail", audience, event.pk))

    text = text_of(response)
    assert response.context["volume"].n == 2
    assert [p.name for p in response.context["sample"].properties] == ["shape"]
    assert len(response.context["tail"].lines) == 1
    assert "The plan Free keeps events for 30 days; older ones go" in text
