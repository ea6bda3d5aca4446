"""The command palette: pages, people and audiences, and never somebody else's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, User
from accounts.palette import Question, source
from audiences.models import Audience, AudienceAccess
from tests.conftest import membership_of
from tests.factories import AudienceFactory, ContactFactory


def ask(client: Client, text: str, **place: str | int) -> list[str]:
    """The labels of what is found."""
    data: dict[str, str | int] = {"q": text, **place}
    response = client.get(reverse("accounts:palette"), data)
    assert response.status_code == 200
    return [str(item.label) for item in response.context["items"]]


def test_without_words_it_offers_pages_and_audiences(
    as_alice: Client, audience: Audience
) -> None:
    found = ask(as_alice, "", account=audience.account_id, audience=audience.pk)

    assert found == [
        *("Contacts", "Segments", "Tags", "Groups", "Preferences", "Fields", "Events"),
        *("Forms", "Surveys", "Pages", "Public centre", "Permissions"),
        *("Deliveries", "SMS", "Messages of the system"),
        *("Imports", "Jobs", "Suppressions", "Settings"),
        *("Audiences", "All deliveries", "Sending pace", "Senders", "API keys"),
        "Newsletter readers",
    ]


def test_outside_of_an_audience_it_knows_the_pages_of_the_account(
    as_alice: Client, audience: Audience
) -> None:
    assert ask(as_alice, "aud", account=audience.account_id) == ["Audiences"]


def test_people_of_the_audience_are_found(as_alice: Client, audience: Audience) -> None:
    zoe = ContactFactory.create(audience=audience, first_name="Zoë", last_name="Lind")
    other = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=other, first_name="Zoë", last_name="Elsewhere")
    url = reverse("accounts:palette")

    response = as_alice.get(f"{url}?q=lin+zoe&audience={audience.pk}")

    (found,) = response.context["items"]
    assert (found.label, found.sub) == ("Zoë Lind", zoe.email)
    assert found.url == zoe.get_absolute_url()
    assert f'href="{found.url}"' in response.text
    assert "<html" not in response.text


def test_strangers_find_nothing_of_it(as_charlie: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience, first_name="Zoë")
    place = {"account": audience.account_id, "audience": audience.pk}

    assert ask(as_charlie, "zoe", **place) == []
    assert ask(as_charlie, "newsletter", **place) == []
    assert ask(as_charlie, "", **place) == []


def test_narrowed_members_find_only_what_was_given(
    client: Client, audience: Audience, bob: User
) -> None:
    given = AudienceFactory.create(account=audience.account, name="Given")
    bob.memberships.update(is_narrowed=True)
    AudienceAccess.objects.create(audience=given, membership=membership_of(bob))
    ContactFactory.create(audience=audience, first_name="Zoë")
    client.force_login(bob)

    assert ask(client, "zoe", audience=audience.pk) == []
    assert ask(client, "e", audience=given.pk)[-1] == "Given"


def test_nothing_found_says_so(as_alice: Client, audience: Audience) -> None:
    response = as_alice.get(reverse("accounts:palette"), {"q": "<xyzzy>"})

    assert "&lt;xyzzy&gt;" in response.text
    assert "<xyzzy>" not in response.text


@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 40, "1;2", "²"])
def test_a_place_that_cannot_be_is_no_place(
    as_alice: Client, audience: Audience, place: str
) -> None:
    assert ask(as_alice, "zzz", account=place, audience=place) == []


@pytest.mark.parametrize("text", ["\0", "%", "_", "\\", "a" * 5000, "ı", "  "])
def test_strange_words_are_only_words(
    as_alice: Client, audience: Audience, text: str
) -> None:
    ask(as_alice, text, account=audience.account_id, audience=audience.pk)


@pytest.mark.parametrize("n", [1, 3])
def test_an_answer_costs_the_same_for_many(
    as_alice: Client, account: Account, n: int
) -> None:
    audience, *_ = AudienceFactory.create_batch(n, account=account)
    for _ in range(n):
        ContactFactory.create(audience=audience, first_name="Audience")

    with CaptureQueriesContext(connection) as queries:
        found = ask(as_alice, "audience", account=account.pk, audience=audience.pk)

    assert len(found) == 1 + 2 * n
    assert len(queries) == 8


def test_two_sources_do_not_take_one_place() -> None:
    with pytest.raises(ValueError, match="place 10"):
        source(order=10)(lambda question: [])


def test_words_are_found_in_any_order_and_letter_case(alice: User) -> None:
    question = Question(user=alice, text="READERS news")

    assert question.names("Newsletter readers")
    assert not question.names("Newsletter")
