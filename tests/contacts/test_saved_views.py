"""Lists under a name: of one member, or of all who see the audience."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from contacts.models import SavedView
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    TagFactory,
    UserFactory,
)

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def list_url(audience: Audience) -> str:
    return reverse("contacts:contact_list", args=[audience.pk])


def save(client: Client, audience: Audience, name: str, **said: Any) -> Any:
    url = reverse("contacts:savedview_create", args=[audience.pk])
    return client.post(url, {"chosen": "1", "name": name, **said}, headers=PART)


def do(client: Client, view: SavedView, verb: str, **said: Any) -> Any:
    url = reverse(f"contacts:savedview_{verb}", args=[view.audience_id, view.pk])
    return client.post(url, said)


def test_a_view_keeps_filters_order_and_columns(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    audience.tablechoices.remember(audience, alice, columns=["vip"])
    ContactFactory.create(audience=audience, country="NO")

    query = "country=NO&order=email&after=x&view=all&nonsense=1"
    answer = save(as_alice, audience, "Norwegians", query=query)
    audience.tablechoices.remember(audience, alice, columns=["phone"])

    view = audience.savedviews.get()
    assert (view.query, view.columns) == ("country=NO&order=email", ["vip"])
    assert (view.owner, view.is_shared) == (alice, False)
    assert answer["HX-Redirect"] == view.get_absolute_url()
    html = as_alice.get(view.get_absolute_url()).text
    assert "The view “Norwegians” is saved." in html
    assert 'id="sort-vip"' in html
    assert 'id="sort-phone"' not in html
    assert '<b class="ellipsis">Norway</b>' in html
    assert 'aria-sort="ascending"' in html
    assert "Changed since it was saved" not in html


def test_a_changed_list_is_kept_in_the_view(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    save(as_alice, audience, "Mine", query="vip=no")
    view = audience.savedviews.get()

    url = f"{list_url(audience)}?vip=no&rating=0&view={view.pk}"
    html = as_alice.get(url).text
    do(as_alice, view, "fill", query="vip=no&rating=0&page=3")

    assert "Changed since it was saved" in html
    assert "Update “Mine”" in html
    view.refresh_from_db()
    assert view.query == "vip=no&rating=0"


def test_a_view_that_is_shared_is_seen_by_all_and_others_by_nobody_else(
    as_alice: Client, audience: Audience, bob: User, client: Client
) -> None:
    ContactFactory.create(audience=audience)
    save(as_alice, audience, "Ours", is_shared="on")
    save(as_alice, audience, "Mine")
    as_alice.get(list_url(audience))

    client.force_login(bob)
    html = client.get(list_url(audience)).text

    assert "Ours" in html
    assert "Mine" not in html


def test_who_only_looks_may_save_but_not_share_or_change_what_is_shared(
    audience: Audience, alice: User, client: Client
) -> None:
    viewer = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=viewer, role=Role.VIEWER)
    client.force_login(viewer)
    ours = SavedView.objects.create(
        audience=audience, name="Ours", is_shared=True, owner=alice
    )

    save(client, audience, "Mine", is_shared="on")

    assert not audience.savedviews.get(name="Mine").is_shared
    assert do(client, ours, "update", chosen="1", name="Theirs").status_code == 404
    assert do(client, ours, "delete").status_code == 404
    assert do(client, ours, "fill", query="q=x").status_code == 404
    assert do(client, ours, "restore").status_code == 404


def test_the_view_of_somebody_else_is_not_there(
    as_bob: Client, audience: Audience, alice: User
) -> None:
    hers = SavedView.objects.create(audience=audience, name="Hers", owner=alice)

    assert do(as_bob, hers, "update", chosen="1", name="Mine").status_code == 404
    assert do(as_bob, hers, "delete").status_code == 404
    assert "Hers" not in as_bob.get(hers.get_absolute_url()).text


def test_a_view_is_renamed_and_opens_first(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    save(as_alice, audience, "Mine", query="vip=no")
    view = audience.savedviews.get()

    do(as_alice, view, "update", chosen="1", name="First", is_default="on")

    view.refresh_from_db()
    assert view.name == "First"
    opened = as_alice.get(list_url(audience))
    assert opened["Location"] == view.get_absolute_url()
    everybody = as_alice.get(f"{list_url(audience)}?view=all")
    assert everybody.status_code == 200
    assert f'href="{list_url(audience)}?status=pending&amp;view=all"' in everybody.text

    do(as_alice, view, "update", chosen="1", name="First")

    assert as_alice.get(list_url(audience)).status_code == 200


def test_a_deleted_view_is_gone_and_comes_back(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    save(as_alice, audience, "Mine", is_default="on")
    view = audience.savedviews.get()

    do(as_alice, view, "delete")
    gone = as_alice.get(list_url(audience)).text

    assert "The view “Mine” is deleted." in gone
    restore = reverse("contacts:savedview_restore", args=[audience.pk, view.pk])
    assert restore in gone
    do(as_alice, view, "restore")
    assert as_alice.get(list_url(audience))["Location"] == view.get_absolute_url()


def test_what_a_view_asks_for_and_is_gone_is_left_out_with_a_word(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    tag = TagFactory.create(audience=audience)
    save(as_alice, audience, "Mine", query=f"tag={tag.pk}&source=999")
    view = audience.savedviews.get()
    audience.tags.filter(pk=tag.pk).update(deleted_at=view.created_at)

    html = as_alice.get(view.get_absolute_url()).text

    assert "is no longer there, and is left out." in html
    assert "person" in html


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\0b"])
def test_a_name_that_is_none_is_refused(
    as_alice: Client, audience: Audience, name: str
) -> None:
    response = save(as_alice, audience, name)

    assert response.status_code == 422
    assert not audience.savedviews.exists()


@pytest.mark.parametrize("view", ["999999", "x", "0", "-1", "9" * 30, "\0"])
def test_a_view_that_is_none_opens_the_list(
    as_alice: Client, audience: Audience, view: str
) -> None:
    ContactFactory.create(audience=audience)

    assert as_alice.get(list_url(audience), {"view": view}).status_code == 200


def test_views_stand_in_the_sidebar_beneath_the_contacts(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    other = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=other)
    ContactFactory.create(audience=audience)
    save(as_alice, audience, "Norwegians", query="country=NO")
    audience.savedviews.create(name="Somebody's", owner=other)
    view = audience.savedviews.get(name="Norwegians")

    response = as_alice.get(view.get_absolute_url())

    assert response.context["beneath"] == [
        ("Norwegians", view.get_absolute_url(), True)
    ]
    assert "nav-beneath" in response.text
    assert "nav-beneath" not in as_alice.get(list_url(audience), headers=PART).text
