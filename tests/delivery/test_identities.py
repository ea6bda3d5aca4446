"""As whom an account may send, whose keys sign, and which way it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dkim
import pytest
from django.utils import timezone

from accounts.models import Account
from audiences.models import Audience
from delivery import identities, transports
from delivery.identities import keys, names
from delivery.models import DkimKey, Kind, SenderAddress, SendingDomain
from delivery.transports.choosing import sealed_url
from delivery.transports.smtp import Smtp
from delivery.transports.trying import Folder
from tests.delivery.ledgers import message
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
NEWS = "news@fjord.example"


def domain(
    account: Account, name: str = "fjord.example", **fields: Any
) -> SendingDomain:
    return SendingDomain.objects.create(account=account, name=name, **fields)


def verified(account: Account, name: str = "fjord.example") -> SendingDomain:
    made = domain(account, name, verified_at=timezone.now())
    keys.switch_to(keys.make(made))
    return made


def test_nobody_sends_from_what_nobody_verified(account: Account) -> None:
    said = identities.may_send(account, NEWS, "bulk")

    assert said.startswith("news@fjord.example is not verified")
    assert identities.signers_of(account, NEWS) == []


def test_a_verified_domain_makes_its_addresses_so(account: Account) -> None:
    verified(account)

    assert identities.may_send(account, "Any.Body@FJORD.example", "bulk") == ""
    assert identities.may_send(account, "a@sub.fjord.example", "bulk") != ""
    assert identities.may_send(account, "a@notfjord.example", "bulk") != ""


def test_what_one_account_verified_is_nothing_to_another(account: Account) -> None:
    verified(AccountFactory.create())

    assert identities.may_send(account, NEWS, "bulk") != ""
    assert identities.signers_of(account, NEWS) == []


def test_a_domain_that_waits_says_where_to_look(account: Account) -> None:
    keys.make(domain(account))

    said = identities.may_send(account, NEWS, "bulk")

    assert said.startswith("The domain fjord.example is not verified")
    assert identities.signers_of(account, NEWS) == []


@pytest.mark.parametrize(("days", "may"), [(2, True), (4, False)])
def test_a_key_that_is_missing_is_waited_for(
    account: Account, days: int, may: bool
) -> None:
    missing = verified(account)
    missing.missing_since = timezone.now() - timedelta(days=days)
    missing.save()

    assert (identities.may_send(account, NEWS, "bulk") == "") == may


def test_an_address_is_verified_by_itself(account: Account) -> None:
    SenderAddress.objects.create(
        account=account, email=NEWS, verified_at=timezone.now()
    )
    SenderAddress.objects.create(account=account, email="asked@fjord.example")

    assert identities.may_send(account, NEWS, "bulk") == ""
    assert identities.may_send(account, "asked@fjord.example", "bulk") != ""


@pytest.mark.parametrize("email", ["fjord@gmail.com", "fjord@GMail.com", "f@yahoo.fr"])
def test_mail_to_many_comes_from_no_freemail(account: Account, email: str) -> None:
    SenderAddress.objects.create(
        account=account, email=email.lower(), verified_at=timezone.now()
    )

    assert "domain of your own" in identities.may_send(account, email, "bulk")
    assert "domain of your own" in identities.may_send(account, email, "flow")
    assert identities.may_send(account, email, "reply") == ""


def test_freemail_domains_are_written_as_they_are_compared() -> None:
    listed = names.freemail_domains()

    assert {name for name in listed if names.domain_name(name) != name} == set()
    assert len(listed) > 300


@pytest.mark.parametrize("email", ["", "news", "@fjord.example", "a@b", "a@b..c"])
def test_what_is_no_address_sends_nothing(account: Account, email: str) -> None:
    assert "no address" in identities.may_send(account, email, "system")


@pytest.mark.parametrize("own", ["Hub <hub@fjord.example>", "Parterre <h@localhost>"])
def test_notices_and_replies_may_come_from_the_installation(
    account: Account, settings: Any, own: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = own
    email = own.partition("<")[2].rstrip(">")

    said = {kind: identities.may_send(account, email, kind) for kind in Kind.values}

    assert {kind for kind, why in said.items() if not why} == {"system", "reply"}


def test_what_a_kept_key_signs_others_can_verify(account: Account) -> None:
    verified(account)
    (key,) = DkimKey.objects.all()
    (signer,) = identities.signers_of(account, NEWS)
    fields = [(b"From", b"news@fjord.example"), (b"Subject", b"News")]

    name, value = signer.sign(fields, b"Hello\r\n", 1_700_000_000)

    lines = [b"%s: %s" % field for field in [(name, value), *fields]]
    raw = b"\r\n".join([*lines, b"", b"Hello\r\n"])
    asked = []

    def dns(record: bytes, timeout: int = 0) -> bytes:
        asked.append(record.decode())
        return key.record.encode()

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [f"{key.record_name}."]
    assert "PRIVATE" not in key.private_key


def test_a_key_is_replaced_when_the_next_is_found(account: Account) -> None:
    own = verified(account)
    (old,) = own.keys.all()

    new = keys.rotate(own)

    assert new
    assert keys.rotate(own) is None
    assert [each.selector for each in identities.signers_of(account, NEWS)] == [
        old.selector
    ]
    assert keys.switch_to(new)
    assert not keys.switch_to(own.keys.get(pk=new.pk))
    assert [each.selector for each in identities.signers_of(account, NEWS)] == [
        new.selector
    ]
    old.refresh_from_db()
    assert old.private_key == ""
    assert old.replaced_at


def test_a_replaced_key_is_forgotten_after_a_week(account: Account) -> None:
    own = verified(account)
    new = keys.rotate(own)
    assert new
    keys.switch_to(new)

    assert keys.forget_replaced() == 0
    own.keys.exclude(pk=new.pk).update(replaced_at=timezone.now() - timedelta(days=8))
    assert keys.forget_replaced() == 1
    assert own.keys.get() == new


def test_keys_of_another_secret_are_told_of_and_made_anew(
    account: Account, settings: Any
) -> None:
    own = verified(account)
    settings.SEALING_KEY = "another"

    assert identities.signers_of(account, NEWS) == []
    assert "another secret" in identities.may_send(account, NEWS, "bulk")
    new = keys.rotate(own)
    assert new
    assert keys.switch_to(new)
    assert identities.may_send(account, NEWS, "bulk") == ""


def test_a_message_goes_the_way_of_its_domain(
    account: Account, audience: Audience
) -> None:
    way = sealed_url("smtps://ann:secret@mail.fjord.example")
    domain(account, mail_url=way)
    domain(AccountFactory.create(), "example.org", mail_url=way)

    sent = message(audience)
    other = transports.of(sent)
    sent.from_email = "news@Fjord.example"
    own = transports.of(sent)

    assert isinstance(own, Smtp)
    assert (own.server.host, own.server.may_be_near) == ("mail.fjord.example", False)
    assert isinstance(other, Folder)
    assert "secret" not in way


def test_a_way_that_cannot_be_read_keeps_messages_waiting(
    account: Account, audience: Audience, settings: Any
) -> None:
    domain(account, mail_url=sealed_url("smtps://mail.fjord.example"))
    settings.SEALING_KEY = "another"
    sent = message(audience)
    sent.from_email = NEWS

    with pytest.raises(transports.Lost, match="way_sealed") as lost:
        transports.of(sent).send(NEWS, "ann@x.org", b"")

    assert not lost.value.may_be_taken
