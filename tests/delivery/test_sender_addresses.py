"""Addresses are confirmed by whoever reads their mail, and by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, AuditEntry, User
from delivery import identities
from delivery.identities import addresses
from delivery.models import SenderAddress

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
NEWS = "news@fjord.example"


def at(name: str, account: Account, *ids: int) -> str:
    return reverse(f"identities:{name}", args=[account.pk, *ids])


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


def link_in(letter: mail.EmailMessage) -> str:
    (path,) = re.findall(r"http://localhost:\d+(/sender/\S+)", str(letter.body))
    return str(path)


def test_an_address_is_confirmed_by_who_reads_its_mail(
    as_alice: Client, account: Account
) -> None:
    as_alice.post(at("address_create", account), {"email": "News@Fjord.example"})
    (letter,) = mail.outbox
    link = link_in(letter)
    stranger = Client()

    looked = said(stranger.get(link))

    assert (letter.to, letter.subject) == ([NEWS], "May Fjord Coffee send mail as you?")
    assert "May Fjord Coffee send mail as you?" in looked
    assert identities.may_send(account, NEWS, "bulk") != ""
    assert "It is confirmed" in said(stranger.post(link))
    assert identities.may_send(account, NEWS, "bulk") == ""
    assert "It is confirmed" in said(stranger.get(link))
    assert AuditEntry.objects.filter(verb="sender_address.verified").count() == 1


def test_the_link_is_kept_as_a_hash(as_alice: Client, account: Account) -> None:
    as_alice.post(at("address_create", account), {"email": NEWS})

    token = link_in(mail.outbox[0]).split("/")[2]
    digest = bytes(SenderAddress.objects.get().digest or b"")
    assert len(token) == 43
    assert token.encode() not in digest


def test_a_link_ends_after_72_hours_and_with_the_next(
    as_alice: Client, account: Account
) -> None:
    as_alice.post(at("address_create", account), {"email": NEWS})
    address = SenderAddress.objects.get()
    as_alice.post(at("address_ask", account, address.pk))
    first, second = (link_in(letter) for letter in mail.outbox)
    stranger = Client()

    assert stranger.post(first).status_code == 404
    SenderAddress.objects.update(asked_at=timezone.now() - timedelta(hours=73))
    assert "no longer works" in said(stranger.post(second))
    assert SenderAddress.objects.get().verified_at is None
    assert "Link too old" in said(as_alice.get(at("sender_list", account)))


def test_links_are_sent_three_times_an_hour(as_alice: Client, account: Account) -> None:
    as_alice.post(at("address_create", account), {"email": NEWS})
    url = at("address_ask", account, SenderAddress.objects.get().pk)

    answers = [said(as_alice.post(url, headers=PART)) for _ in range(3)]

    assert len(mail.outbox) == 3
    assert "Try again in an hour" in answers[-1]


def test_a_mailer_that_fails_is_told_of(
    as_alice: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    response = as_alice.post(
        at("address_create", account), {"email": NEWS}, headers=PART
    )

    assert "could not be sent: nobody there" in said(response)
    assert "No link sent" in said(as_alice.get(at("sender_list", account)))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("news", "This is no email address"),
        (NEWS, "in the list already"),
        ("été@fjord.example", "an address with “é” before the @"),
        ('"our news"@fjord.example', "with quotation marks, spaces or points"),
        ("our..news@fjord.example", "with quotation marks, spaces or points"),
        (f"{'n' * 65}@fjord.example", "Before the @ an address has 64 letters at most"),
        (f"news@{'fjord.' * 45}example", "An address has 254 letters at most"),
    ],
)
def test_what_is_no_new_address_is_told(
    as_alice: Client, account: Account, alice: User, typed: str, why: str
) -> None:
    addresses.add(account, NEWS, actor=alice)

    response = as_alice.post(
        at("address_create", account), {"email": typed}, headers=PART
    )

    assert response.status_code == 422
    assert why in said(response)


@pytest.mark.parametrize(
    "email", ["été@fjord.example", '"a b"@fjord.example', f"{'n' * 65}@fjord.example"]
)
def test_nothing_is_sent_from_an_address_that_not_every_server_can_say(
    account: Account, alice: User, email: str
) -> None:
    """However it came to be there: the message waits, and says why."""
    address, _new = addresses.add(account, email, actor=alice)
    addresses.confirm(address)

    said = identities.may_send(account, email, "bulk")
    assert said.startswith("Not every mail server takes mail from")


@pytest.mark.parametrize("email", ["o'brien+news@fjord.example", f"{'n' * 64}@f.org"])
def test_what_is_only_unusual_is_taken(
    account: Account, alice: User, email: str
) -> None:
    address, _new = addresses.add(account, email, actor=alice)
    addresses.confirm(address)

    assert identities.may_send(account, email, "bulk") == ""


def test_an_address_is_deleted(as_alice: Client, account: Account, alice: User) -> None:
    address, _new = addresses.add(account, NEWS, actor=alice)
    url = at("address_delete", account, address.pk)

    assert f"Delete {NEWS}" in said(as_alice.get(url))
    as_alice.post(url)

    assert not SenderAddress.objects.exists()


@pytest.mark.parametrize("name", ["address_ask", "address_delete"])
def test_addresses_of_another_account_are_not_there(
    as_charlie: Client, charlie: User, account: Account, alice: User, name: str
) -> None:
    address, _new = addresses.add(account, NEWS, actor=alice)
    own = Account.objects.get(members=charlie)

    assert as_charlie.post(at(name, own, address.pk)).status_code == 404
    assert mail.outbox == []
