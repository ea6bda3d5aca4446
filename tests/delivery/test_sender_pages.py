"""The pages of senders: who changes them, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.models import Account, AuditEntry, User
from audiences.models import Audience
from delivery.identities import addresses, domains
from delivery.identities.views.domains import LOOKUPS
from delivery.models import SendingDomain
from tests.delivery.ledgers import message
from tests.delivery.naming import Names, names

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEWS = "news@fjord.example"


def at(name: str, account: Account, *ids: int) -> str:
    return reverse(f"identities:{name}", args=[account.pk, *ids])


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.fixture
def domain(account: Account, alice: User) -> SendingDomain:
    return domains.add(account, "fjord.example", actor=alice)[0]


@pytest.fixture
def server(settings: Any) -> Iterator[Names]:
    with names() as running:
        settings.DNS_SERVERS = [running.address]
        yield running


def test_an_account_without_senders_is_told_what_they_are(
    as_alice: Client, account: Account
) -> None:
    page = said(as_alice.get(at("sender_list", account)))

    assert "No senders yet" in page
    assert at("domain_create", account) in page


def test_a_manager_reads_and_is_offered_nothing(
    as_bob: Client, account: Account, domain: SendingDomain
) -> None:
    listed = said(as_bob.get(at("sender_list", account)))
    page = said(as_bob.get(at("domain_detail", account, domain.pk)))

    assert "fjord.example" in listed
    assert at("domain_create", account) not in listed
    assert "Check now" not in page
    assert "Delete" not in page


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_costs_as_many_queries_for_three_as_for_one(
    as_alice: Client,
    account: Account,
    alice: User,
    django_assert_num_queries: Any,
    n: int,
) -> None:
    for at_ in range(n):
        domains.add(account, f"fjord{at_}.example", actor=alice)
        addresses.add(account, f"news{at_}@x.example", actor=alice)

    with django_assert_num_queries(5):
        as_alice.get(at("sender_list", account), headers=PART)


@pytest.mark.parametrize(
    "typed",
    [
        "fjord.example",
        " Fjord.Example. ",
        "news@fjord.example",
        "https://fjord.example/x",
    ],
)
def test_a_domain_is_added_with_its_first_key(
    as_alice: Client, account: Account, typed: str
) -> None:
    response = as_alice.post(at("domain_create", account), {"name": typed})

    domain = SendingDomain.objects.get(account=account)
    (key,) = domain.keys.all()
    page = at("domain_detail", account, domain.pk)
    assert response.headers["Location"] == page
    shown = said(as_alice.get(page))
    assert f"<code>{key.record_name}</code>" in shown
    assert f"<code>v=DKIM1; k=rsa; p={key.public_key}</code>" in shown
    assert "<code>_dmarc.fjord.example</code>" in shown
    assert "pct" not in shown
    assert key.private_key not in shown


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "This field is required."),
        ("fjord", "This is no domain"),
        ("10.0.0.1", "This is no domain"),
        ("a..b", "This is no domain"),
        ("gmail.com", "belongs to a mail provider"),
    ],
)
def test_what_is_no_domain_of_theirs_is_told(
    as_alice: Client, account: Account, typed: str, why: str
) -> None:
    url = at("domain_create", account)

    response = as_alice.post(url, {"name": typed}, headers=PART)

    assert response.status_code == 422
    assert why in said(response)
    assert not SendingDomain.objects.exists()


def test_looking_at_a_domain_looks_nothing_up(
    as_alice: Client, account: Account, domain: SendingDomain, server: Names
) -> None:
    as_alice.get(at("domain_detail", account, domain.pk))
    as_alice.get(at("sender_list", account))

    assert server.asked == []


def test_checking_says_what_was_found(
    as_alice: Client, account: Account, domain: SendingDomain, server: Names
) -> None:
    (key,) = domain.keys.all()
    server.txt = {
        key.record_name: [key.record],
        "_dmarc.fjord.example": ["v=DMARC1; p=reject"],
    }
    url = at("domain_check", account, domain.pk)

    response = as_alice.post(url, headers=PART)

    assert "fjord.example: Verified" in said(response)
    assert "senders-changed" in response.headers["HX-Trigger"]
    page = said(as_alice.get(at("domain_detail", account, domain.pk), headers=PART))
    assert "Every address at this domain may send." in page
    assert "Forgeries are refused." in page
    assert "<html" not in page


def test_look_ups_are_limited(
    as_alice: Client, account: Account, domain: SendingDomain, server: Names
) -> None:
    while limits.take(f"domain:check:{account.pk}", LOOKUPS):
        pass

    response = as_alice.post(at("domain_check", account, domain.pk), headers=PART)

    assert "Wait a minute" in said(response)
    assert server.asked == []


def test_a_domain_names_its_own_server_and_shows_no_password(
    as_alice: Client, account: Account, domain: SendingDomain
) -> None:
    way = at("domain_way", account, domain.pk)

    refused = as_alice.post(way, {"url": "folder:"}, headers=PART)
    as_alice.post(way, {"url": "smtps://ann:secret@mail.fjord.example"})

    assert refused.status_code == 422
    page = said(as_alice.get(at("domain_detail", account, domain.pk)))
    assert "smtps://mail.fjord.example" in page
    assert "secret" not in page + said(as_alice.get(way))
    assert "secret" not in SendingDomain.objects.get().mail_url
    entry = AuditEntry.objects.get(verb="sending_domain.way_changed")
    assert "secret" not in str(entry.details)
    as_alice.post(way, {"url": ""})
    assert SendingDomain.objects.get().mail_url == ""


def test_the_next_key_is_made_once(
    as_alice: Client, account: Account, domain: SendingDomain
) -> None:
    domain.keys.update(used_at=timezone.now())
    url = at("domain_rotate", account, domain.pk)

    first, second = (said(as_alice.post(url, headers=PART)) for _ in range(2))

    assert "The next key is made" in first
    assert "waits already" in second
    assert domain.keys.count() == 2


def test_a_domain_is_deleted_after_its_consequences_were_told(
    as_alice: Client, account: Account, audience: Audience, domain: SendingDomain
) -> None:
    sending = message(audience)
    sending.from_email = NEWS
    sending.save()
    url = at("domain_delete", account, domain.pk)

    assert "1 message is being sent from it now" in said(as_alice.get(url))
    response = as_alice.post(url)

    assert response.headers["Location"] == at("sender_list", account)
    assert not SendingDomain.objects.exists()
    assert AuditEntry.objects.filter(verb="sending_domain.deleted").exists()


@pytest.mark.parametrize(
    "name", ["domain_detail", "domain_check", "domain_way", "domain_delete"]
)
def test_domains_of_another_account_are_not_there(
    as_charlie: Client, charlie: User, domain: SendingDomain, name: str
) -> None:
    own = Account.objects.get(members=charlie)
    url = at(name, own, domain.pk)

    method = as_charlie.get if name == "domain_detail" else as_charlie.post
    assert method(url).status_code == 404
