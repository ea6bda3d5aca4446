from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts import history
from contacts.causes import Cause
from contacts.history import history_of
from contacts.models import Consent, Contact, Source
from events import log
from events.models import EventName
from events.names import Own
from tests.factories import ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
TABS = ("contact_overview", "contact_insights", "contact_notes", "contact_settings")


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience, first_name="Anna", status="nonsubscribed"
    )


def url(contact: Contact, view: str) -> str:
    return reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk])


def agree(contact: Contact, **more: Any) -> Consent:
    given: dict[str, Any] = {"given": True, "at": timezone.now()}
    return Consent.objects.create(
        audience=contact.audience, contact=contact, **{**given, **more}
    )


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_is_a_page_and_a_part_with_links_to_the_others(
    as_alice: Client, anna: Contact, tab: str
) -> None:
    page = as_alice.get(url(anna, tab)).text
    part = as_alice.get(url(anna, tab), headers=PART).text

    assert "<html" in page
    assert part.lstrip().startswith(f'<div class="profilex" id="profile-{anna.pk}"')
    for html in (page, part):
        head = html.partition('<nav class="tabs spaced"')[2].partition("</nav>")[0]
        assert head.count('aria-current="page"') == 1
        for view in ("contact_insights", "contact_notes", "contact_settings"):
            assert f'href="{url(anna, view)}"' in html
        assert 'aria-label="Rating 0 of 5"' in html


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(
    ("tab", "queries"), [("contact_insights", 8), ("contact_settings", 10)]
)
def test_tabs_ask_as_often_for_much_as_for_little(
    as_alice: Client,
    anna: Contact,
    alice: User,
    tab: str,
    queries: int,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cause = Cause(anna.audience, "staff", actor=alice)
    for number in range(n):
        agree(anna, actor=alice)
        name = EventName.objects.create(name=f"bought_{number}")
        log.record(anna.audience_id, name.pk, [anna.pk])
        anna.audience.contacts.archive(cause)
        anna.audience.contacts.unarchive(cause)

    with django_assert_num_queries(queries):
        as_alice.get(url(anna, tab))


def test_insights_tell_how_often_and_what_the_rating_is_made_of(
    as_alice: Client, anna: Contact
) -> None:
    bought = EventName.objects.create(name="bought_tea")
    for _time in range(3):
        log.record(anna.audience_id, bought.pk, [anna.pk])
    log.record(anna.audience_id, Own.TAG_ADDED, [anna.pk], {"tag": 1})

    html = as_alice.get(url(anna, "contact_insights")).text

    assert "bought_tea" in html
    assert "Tags given" in html
    assert '<td class="num text-end" data-label="Times">3</td>' in html
    assert "Last sign of life" in html
    assert "2 of 5" in html
    assert "4 of 10" in html


def test_the_history_tells_who_when_how_from_where_and_in_which_words(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    source = Source.objects.create(audience=anna.audience, kind="form", label="Fair")
    cause = Cause(
        anna.audience, "form", source=source, ip="192.0.2.7", wording="Yes & amen"
    )
    anna.audience.contacts.subscribe(cause)
    anna.audience.contacts.archive(Cause(anna.audience, "staff", actor=alice))
    log.record(anna.audience_id, Own.TAG_ADDED, [anna.pk], {"tag": 1})

    lines = history_of(anna).lines
    html = as_alice.get(url(anna, "contact_settings")).text

    assert [(line.text, line.by, line.how, line.source) for line in lines] == [
        ("Archived", "Alice", "by hand", ""),
        ("Subscribed", "", "by a form", "Fair"),
        ("Email: permission given", "", "by a form", "Fair"),
    ]
    assert "192.0.2.7" in html
    assert "Yes &amp; amen" in html


def test_the_history_of_both_follows_page_by_page(
    as_alice: Client, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    now = timezone.now()
    for number in range(3):
        agree(anna, at=now - timedelta(days=number), wording=str(number))
        log.write(
            anna.audience_id,
            "SELECT %(contact)s::bigint, %(name)s::int, %(at)s::timestamptz, '{}'"
            "::jsonb",
            {
                "contact": anna.pk,
                "name": int(Own.CONTACT_ARCHIVED),
                "at": now - timedelta(days=number),
            },
        )

    told: list[tuple[int, int]] = []
    before = ""
    for _page in range(3):
        page = history_of(anna, before)
        told += [((now - line.at).days, line.rank) for line in page.lines]
        before = page.older

    assert told == [(0, 1), (0, 0), (1, 1), (1, 0), (2, 1), (2, 0)]
    assert before == ""
    assert "?before=" in as_alice.get(url(anna, "contact_settings")).text
    for nonsense in ("x", "1-", "7-1-1", "1-99999999999999999999999-1"):
        response = as_alice.get(url(anna, "contact_settings") + f"?before={nonsense}")
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("nonsubscribed", "You say that they gave permission"),
        ("subscribed", "They are subscribed already."),
        ("unsubscribed", "Only they themselves can do that now"),
    ],
)
def test_each_verb_says_what_it_means_for_this_person(
    as_alice: Client, audience: Audience, status: str, said: str
) -> None:
    contact = ContactFactory.create(audience=audience, status=status)

    assert said in as_alice.get(url(contact, "contact_settings")).text
