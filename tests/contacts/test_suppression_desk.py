"""The list of suppressed addresses: counted, looked into, lifted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.limits import Rate
from accounts.models import AuditEntry, User
from audiences.models import Audience, AudienceAccess
from contacts import texting
from contacts.adding import Person, SuppressedError, add, sign_up
from contacts.causes import Cause
from contacts.models import Suppression
from contacts.suppressions import desk
from tests.conftest import membership_of
from tests.contacts.importing import bring, refusals
from tests.factories import AudienceFactory, ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def keep(audience: Audience, *pairs: tuple[str, str]) -> int:
    return Suppression.objects.keep_all(audience, pairs, timezone.now())


def url(audience: Audience, verb: str = "list") -> str:
    return reverse(f"contacts:suppression_{verb}", args=[audience.pk])


def test_opt_outs_bind_the_audience_and_the_rest_the_account(
    audience: Audience,
) -> None:
    other = AudienceFactory.create(account=audience.account)
    kinds = ("unsubscribed", "erased", "cleaned", "complaint")
    keep(audience, *((kind, f"{kind}@example.com") for kind in kinds))

    held = Suppression.objects.holds
    assert all(held(audience, f"{kind}@example.com") for kind in kinds)
    assert [held(other, f"{kind}@example.com") for kind in kinds] == [
        *(False, False),
        *(True, True),
    ]


def test_they_are_counted_by_kind_and_place(audience: Audience, alice: User) -> None:
    other = AudienceFactory.create(account=audience.account, name="Others")
    AudienceFactory.create(account=audience.account, name="Without any")
    stranger = AudienceFactory.create()
    keep(audience, ("unsubscribed", "a@x.com"), ("unsubscribed", "b@x.com"))
    keep(audience, ("cleaned", "c@x.com"), ("erased", "d@x.com"))
    keep(other, ("unsubscribed", "a@x.com"))
    keep(stranger, ("unsubscribed", "a@x.com"))

    counts = desk.counts(audience, membership_of(alice))

    assert [(count.name, count.numbers) for count in counts] == [
        (audience.name, [2, 1, 0, 0, 0]),
        ("Others", [1, 0, 0, 0, 0]),
        ("The whole account", [0, 0, 1, 0, 0]),
    ]


def test_who_is_kept_to_some_audiences_sees_no_count_of_others(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account)
    keep(other, ("unsubscribed", "a@x.com"))
    member = membership_of(alice)
    member.is_narrowed = True
    member.save()
    AudienceAccess.objects.create(audience=audience, membership=member)

    counts = desk.counts(audience, member)

    assert [count.name for count in counts] == [audience.name, "The whole account"]


def test_the_page_shows_them(as_alice: Client, audience: Audience) -> None:
    keep(audience, ("unsubscribed", "a@x.com"))

    html = as_alice.get(url(audience)).text

    assert "Why there is no export" in html
    assert '<td class="text-end num" data-label="Opted out">1</td>' in html


def test_an_address_is_looked_up(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="b@x.com", status="unsubscribed")
    keep(audience, ("unsubscribed", "a@x.com"))

    yes = as_alice.post(
        url(audience, "look_up"), {"address": " A@x.com "}, headers=PART
    )
    no = as_alice.post(url(audience, "look_up"), {"address": "b@x.com"})
    wrong = as_alice.post(url(audience, "look_up"), {"address": "b"})

    assert "Yes, a@x.com is suppressed" in yes.text
    assert "Opted out" in yes.text
    assert "<html" not in yes.text
    assert "No, b@x.com is not suppressed here" in no.text
    assert "There is a contact with this address: Unsubscribed." in no.text
    assert wrong.status_code == 422


def test_nobody_can_try_addresses_out(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "RATE", Rate(most=3, seconds=86_400))

    for _time in range(3):
        found = as_alice.post(url(audience, "look_up"), {"address": "a@x.com"})
        assert found.status_code == 200

    refused = as_alice.post(url(audience, "look_up"), {"address": "a@x.com"})

    assert refused.status_code == 422
    assert "many addresses in a short time" in refused.text


def test_lifting_asks_why_and_is_written_down_without_the_address(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    keep(audience, ("unsubscribed", "a@x.com"), ("complaint", "a@x.com"))
    keep(audience, ("unsubscribed", "b@x.com"))

    without = as_alice.post(
        url(audience, "lift"), {"address": "a@x.com", "reason": " "}
    )
    as_alice.post(url(audience, "lift"), {"address": "a@x.com", "reason": "She asked"})
    again = as_alice.post(
        url(audience, "lift"), {"address": "a@x.com", "reason": "Twice"}
    )

    assert without.status_code == 422
    assert again.status_code == 302
    assert not Suppression.objects.holds(audience, "a@x.com")
    assert Suppression.objects.holds(audience, "b@x.com")
    entry = AuditEntry.objects.get(verb="suppression.lifted")
    assert (entry.label, entry.actor, entry.ip) == ("She asked", alice, "127.0.0.1")
    assert sorted(entry.details["kinds"]) == ["complaint", "unsubscribed"]
    assert "a@x.com" not in str(entry.details)


def test_who_is_kept_to_some_audiences_lifts_nothing_of_the_account(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    keep(audience, ("unsubscribed", "a@x.com"), ("complaint", "a@x.com"))
    member = membership_of(alice)
    member.is_narrowed = True
    member.save()
    AudienceAccess.objects.create(audience=audience, membership=member)

    as_alice.post(url(audience, "lift"), {"address": "a@x.com", "reason": "She asked"})

    assert list(Suppression.objects.values_list("kind", flat=True)) == ["complaint"]


def test_a_lifted_address_may_be_added_and_is_not_subscribed_by_it(
    audience: Audience, alice: User
) -> None:
    cause = Cause(audience, "staff", actor=alice)
    keep(audience, ("erased", "a@x.com"))
    with pytest.raises(SuppressedError):
        add(audience, Person("a@x.com"), cause)

    assert desk.lift(audience, "a@x.com", "By mistake", cause, wide=True) == 1

    assert not audience.contacts.exists()
    assert add(audience, Person("a@x.com"), cause).contact.status == "nonsubscribed"


@pytest.mark.parametrize("kind", ["unsubscribed", "erased", "cleaned", "complaint"])
def test_an_import_takes_nobody_who_is_suppressed(
    audience: Audience, kind: str
) -> None:
    keep(audience, (kind, "a@x.com"))

    report = bring(audience, "email\na@x.com\nb@x.com\n")

    assert (report["created"], report["refused"]) == (1, 1)
    assert refusals(audience) == [(2, "suppressed")]
    assert audience.contacts.get().email == "b@x.com"


@pytest.mark.parametrize("kind", ["unsubscribed", "erased"])
def test_people_may_sign_up_themselves_again(audience: Audience, kind: str) -> None:
    keep(audience, (kind, "a@x.com"))
    own = Cause(audience, "form", wording="Yes")

    added = sign_up(audience, Person("a@x.com"), own)

    assert (added.is_new, added.contact.status) == (True, "subscribed")
    assert not Suppression.objects.exists()
    assert audience.consents.get().given


@pytest.mark.parametrize("kind", ["cleaned", "complaint"])
def test_dead_addresses_and_complaints_are_no_word_of_theirs(
    audience: Audience, kind: str
) -> None:
    keep(audience, (kind, "a@x.com"), ("erased", "a@x.com"))

    with pytest.raises(SuppressedError):
        sign_up(audience, Person("a@x.com"), Cause(audience, "form"))

    assert Suppression.objects.count() == 2


@pytest.mark.parametrize("said", ["412 00 001", "+47 412 00 001", "0047 41200001"])
def test_a_number_is_looked_up_however_it_is_written(
    as_alice: Client, audience: Audience, said: str
) -> None:
    audience.country = "NO"
    audience.save()
    texting.say_no("+4741200001", Cause(audience, "sms"))
    ContactFactory.create(
        audience=audience, sms_phone="+4741200001", sms_status="nonsubscribed"
    )

    found = as_alice.post(url(audience, "look_up"), {"address": said}, headers=PART)

    assert "Yes, +47 41 20 00 01 is suppressed" in found.text
    assert "Opted out of SMS" in found.text
    assert "in this audience" in found.text
    assert "There is a contact with this number" in found.text


def test_a_number_that_said_nothing_is_not_suppressed(
    as_alice: Client, audience: Audience
) -> None:
    elsewhere = AudienceFactory.create(account=audience.account)
    texting.say_no("+4741200001", Cause(elsewhere, "sms"))

    no = as_alice.post(url(audience, "look_up"), {"address": "+47 412 00 001"})
    wrong = as_alice.post(url(audience, "look_up"), {"address": "+47 412"})

    assert "No, +47 41 20 00 01 is not suppressed here" in no.text
    assert wrong.status_code == 422


def test_a_number_is_lifted_as_addresses_are(
    as_alice: Client, audience: Audience
) -> None:
    contact = ContactFactory.create(audience=audience, sms_phone="+4741200001")
    row = audience.contacts.filter(pk=contact.pk)
    keep(audience, ("sms", "+4741200001"), ("sms", "+4741200002"))
    assert not row.subscribe_to_sms(Cause(audience, "staff"))
    data = {"address": "+4741200001", "reason": "She asked"}

    without = as_alice.post(url(audience, "lift"), data | {"reason": " "})
    as_alice.post(url(audience, "lift"), data)

    assert without.status_code == 422
    entry = AuditEntry.objects.get(verb="suppression.lifted")
    assert entry.details["kinds"] == ["sms"]
    assert "41200001" not in str(entry.details)
    contact.refresh_from_db()
    assert contact.sms_status == "nonsubscribed"
    assert Suppression.objects.count() == 1
    assert row.subscribe_to_sms(Cause(audience, "staff"))
