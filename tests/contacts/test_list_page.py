from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.templatetags.ui import relative_time
from audiences.models import Audience
from contacts.columns import Column, chosen_of
from contacts.listing import Row
from contacts.rows import Rows
from tests.factories import ContactFactory, MembershipFactory, TagFactory, UserFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url_of(audience: Audience) -> str:
    return reverse("contacts:contact_list", args=[audience.pk])


def standard() -> list[Column]:
    return chosen_of(Audience(), None)


def names(html: str) -> list[str]:
    return re.findall(r'<a id="open-\d+"[^>]*>([^<]*)</a>', html)


def tabs(html: str) -> dict[str, str]:
    found = re.findall(
        r'<a href="[^"]*status=[^"]*"[^>]*>(\w+)(?:<span>([\d,]*)</span>)?</a>', html
    )
    return dict(found)


def test_the_page_holds_the_list_and_htmx_gets_the_list_alone(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, first_name="Anna", last_name="Berg")

    page = as_alice.get(url_of(audience)).text
    part = as_alice.get(url_of(audience), headers=PART).text

    assert "<html" in page
    assert "<html" not in part
    assert part.lstrip().startswith('<div class="results" id="contact-results"')
    assert names(page) == names(part) == ["Anna Berg"]


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 9), ("?q=example&tag=1", 11)])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    as_alice: Client, audience: Audience, n: int, query: str, queries: int
) -> None:
    tag = TagFactory.create(audience=audience)
    ContactFactory.create_batch(n, audience=audience, tag_ids=[tag.pk])
    query = query.replace("tag=1", f"tag={tag.pk}")

    with CaptureQueriesContext(connection) as captured:
        html = as_alice.get(f"{url_of(audience)}{query}").text

    assert len(names(html)) == n
    assert len(captured) == queries


def test_filters_in_the_url_narrow_the_list_and_its_counts(
    as_alice: Client, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience, name="Winter")
    for email, status in [("anna", "subscribed"), ("annabel", "pending")]:
        ContactFactory.create(
            audience=audience,
            email=f"{email}@example.com",
            status=status,
            tag_ids=[tag.pk],
        )
    ContactFactory.create(audience=audience, email="anna-untagged@example.com")

    query = f"?q=ANNA&tag={tag.pk}&status=pending"
    html = as_alice.get(f"{url_of(audience)}{query}").text

    assert names(html) == ["annabel@example.com"]
    assert tabs(html) == {
        "Subscribed": "1",
        "Unsubscribed": "0",
        "Nonsubscribed": "0",
        "Pending": "1",
        "Cleaned": "0",
        "Archived": "0",
    }
    assert 'value="ANNA"' in html
    assert '<b class="ellipsis">Winter</b>' in html
    hidden = f'<input type="hidden" form="contact-filter" name="tag" value="{tag.pk}">'
    assert hidden in html


def test_a_tag_that_is_gone_or_of_others_filters_nothing(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, first_name="Anna")
    gone = TagFactory.create(audience=audience, deleted_at=timezone.now())
    other = TagFactory.create()

    html = as_alice.get(url_of(audience), {"tag": [gone.pk, other.pk]}).text

    assert names(html) == ["Anna"]
    assert "chipx" not in html


def test_an_audience_without_anybody_offers_the_first_step(
    as_alice: Client, audience: Audience
) -> None:
    html = as_alice.get(url_of(audience)).text

    assert "Nobody is here yet" in html
    assert reverse("contacts:contact_create", args=[audience.pk]) in html
    assert 'id="search"' not in html


def test_a_list_in_which_nothing_matches_offers_to_clear_the_filters(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)

    html = as_alice.get(url_of(audience), {"q": "nobody"}).text

    assert "Nobody matches" in html
    assert "Nobody is here yet" not in html
    assert f'href="{url_of(audience)}"' in html


def test_what_people_call_themselves_is_shown_as_text(
    as_alice: Client, audience: Audience
) -> None:
    TagFactory.create(audience=audience, name="<i>{pk}</i>")
    tag = audience.tags.get()
    ContactFactory.create(
        audience=audience,
        first_name="<script>alert(1)</script>",
        last_name="{url} %s",
        country="<b",
        tag_ids=[tag.pk],
    )

    html = as_alice.get(url_of(audience)).text

    assert names(html) == ["&lt;script&gt;alert(1)&lt;/script&gt; {url} %s"]
    assert "&lt;i&gt;{pk}&lt;/i&gt;" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("query", "sorted_by"),
    [
        ("", ["new@x.com", "a@x.com", "old@x.com"]),
        ("?order=created_at", ["old@x.com", "a@x.com", "new@x.com"]),
        ("?order=email", ["a@x.com", "new@x.com", "old@x.com"]),
        ("?order=-email", ["old@x.com", "new@x.com", "a@x.com"]),
        ("?order=password", ["new@x.com", "a@x.com", "old@x.com"]),
    ],
)
def test_the_order_stands_in_the_url(
    as_alice: Client, audience: Audience, query: str, sorted_by: list[str]
) -> None:
    now = timezone.now()
    for days, email in [(2, "old@x.com"), (1, "a@x.com"), (0, "new@x.com")]:
        at = now - timedelta(days=days)
        ContactFactory.create(audience=audience, email=email, created_at=at)

    html = as_alice.get(f"{url_of(audience)}{query}").text

    assert names(html) == sorted_by
    assert html.count("aria-sort=") == 1


def test_who_may_only_look_is_offered_nothing_to_do(
    client: Client, audience: Audience
) -> None:
    viewer = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=viewer, role=Role.VIEWER)
    ContactFactory.create(audience=audience)
    client.force_login(viewer)

    html = client.get(url_of(audience)).text

    assert len(names(html)) == 1
    for offered in ("data-check", 'id="bulk"', "/contacts/new/", "/imports/new/"):
        assert offered not in html


@pytest.mark.parametrize("days", [0, 3, 6.99, 7.01, 40, 400, 4000])
def test_the_time_of_a_row_reads_like_any_other(days: float) -> None:
    moment = timezone.now() - timedelta(days=days)
    row = Row(1, "a@x.com", "a@x.com", "", "", "pending", None, [], "", 0, moment)

    html = Rows("/", {}, may_choose=False, columns=standard()).render([row])

    assert str(relative_time(moment)) in html


def test_a_row_shows_four_tags_and_the_number_of_the_others() -> None:
    tags = {pk: f"Tag {pk}" for pk in range(1, 7)}
    row = Row(
        1,
        "a@x.com",
        "A@x.com",
        "",
        "",
        "pending",
        None,
        [*tags, 99],
        "NO",
        0,
        timezone.now(),
    )

    html = Rows("/contacts/", tags, may_choose=True, columns=standard()).render([row])

    assert re.findall(r'class="ellipsis">([^<]*)<', html) == [
        "Tag 1",
        "Tag 2",
        "Tag 3",
        "Tag 4",
    ]
    assert "+2</span>" in html
    assert "Norway" in html
    assert 'href="/contacts/1/"' in html


def test_a_shared_link_to_a_later_page_leads_back_and_forth(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    at = timezone.now()
    for number in range(120):
        ContactFactory.create(
            audience=audience, email=f"{number:03}@x.com", created_at=at
        )
    first = as_alice.get(url_of(audience)).text
    following = re.findall(r'href="([^"]*after=[^"]*)"', first)[0].replace("&amp;", "&")

    second = as_alice.get(following).text
    back = re.findall(r'href="([^"]*before=[^"]*)"', second)[0].replace("&amp;", "&")

    shown = names(first) + names(second)
    assert shown == [f"{number:03}@x.com" for number in range(119, 19, -1)]
    assert names(as_alice.get(back).text) == names(first)
