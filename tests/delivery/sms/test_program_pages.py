"""The page of a program: set up by who manages, approved by an admin, tried."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from accounts.models import AuditEntry, User
from audiences.models import Audience
from delivery import secrets, tasks
from delivery.models import Message, SmsProgram
from delivery.sms import programs
from tests.delivery.sms.programs import ACCOUNT, TOKEN, person, program

pytestmark = pytest.mark.django_db
FILLED = {
    "provider": "twilio",
    "account": ACCOUNT,
    "token": TOKEN,
    "sender": "412 00 099",
    "country": "NO",
    "identity": "Fjord",
    "stop_text": "",
}


def page(audience: Audience, name: str = "detail") -> str:
    return reverse(f"sms:smsprogram_{name}", args=[audience.pk])


def set_up(client: Client, audience: Audience, **more: str) -> Any:
    return client.post(page(audience, "update"), FILLED | more)


def approve(client: Client, audience: Audience) -> None:
    """What the page shows at this moment."""
    seen = client.get(page(audience)).context["seen"]
    client.post(page(audience, "approve"), {"seen": seen})


def state(audience: Audience) -> str:
    return SmsProgram.objects.get(audience=audience).state


def test_it_is_set_up_by_a_manager_and_approved_by_an_admin(
    client: Client, audience: Audience, alice: User, bob: User
) -> None:
    client.force_login(bob)
    assert set_up(client, audience).status_code == 302
    client.post(page(audience, "ask"))
    refused = client.post(page(audience, "approve"))
    assert (refused.status_code, state(audience)) == (403, "asked")

    client.force_login(alice)
    approve(client, audience)

    mine = programs.of(audience)
    assert mine
    assert (mine.state, mine.sender, mine.approved_by) == (
        "approved",
        "+4741200099",
        alice,
    )
    entries = AuditEntry.objects.order_by("pk").values_list("verb", "actor")
    assert list(entries) == [
        ("sms.set_up", bob.pk),
        ("sms.asked", bob.pk),
        ("sms.approved", alice.pk),
    ]


def test_what_nobody_asked_for_is_not_approved(
    as_alice: Client, audience: Audience
) -> None:
    set_up(as_alice, audience)

    approve(as_alice, audience)

    assert state(audience) == "draft"


def test_what_was_changed_since_an_admin_saw_it_is_not_approved(
    as_alice: Client, audience: Audience
) -> None:
    program(audience, state="asked", approved_at=None)
    seen = as_alice.get(page(audience)).context["seen"]
    other = {"account": "AC" + "f" * 32}
    SmsProgram.objects.filter(audience=audience).update(details=other)

    answer = as_alice.post(page(audience, "approve"), {"seen": seen}, follow=True)

    assert state(audience) == "asked"
    assert "It was changed since you looked at it." in answer.text
    assert other["account"] in answer.text
    approve(as_alice, audience)
    assert state(audience) == "approved"


@pytest.mark.parametrize(
    ("more", "after"),
    [
        ({}, "approved"),
        ({"token": "a new one"}, "approved"),
        ({"sender": "412 00 098"}, "draft"),
        ({"identity": "Fjord Coffee"}, "draft"),
        ({"account": "AC" + "0" * 32}, "draft"),
    ],
)
def test_what_was_not_approved_is_asked_for_again(
    as_alice: Client, audience: Audience, more: dict[str, str], after: str
) -> None:
    set_up(as_alice, audience)
    as_alice.post(page(audience, "ask"))
    approve(as_alice, audience)

    set_up(as_alice, audience, **more)

    assert state(audience) == after


def test_a_secret_is_sealed_kept_and_never_shown(
    as_alice: Client, audience: Audience
) -> None:
    set_up(as_alice, audience, token="sesame-open")

    set_up(as_alice, audience, token="")

    mine = SmsProgram.objects.get(audience=audience)
    form, shown = (as_alice.get(page(audience, name)) for name in ("update", "detail"))
    assert secrets.unseal(mine.sealed) == {"token": "sesame-open"}
    assert b"sesame-open" not in bytes(mine.sealed)
    assert "sesame-open" not in form.text + shown.text
    assert "One is stored." in form.text


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"token": ""}, "token", "This field is required."),
        ({"account": "AC1"}, "account", "It is AC and 32 digits"),
        ({"sender": "1"}, "sender", "This is no phone number."),
        ({"sender": "Fjord"}, "stop_text", "Nobody can answer a name"),
        ({"provider": "http", "secret": "x" * 16}, "url", "This field is required."),
        (
            {"provider": "http", "url": "https://x.org", "template": "{"},
            "template",
            "This is no JSON.",
        ),
        (
            {"provider": "http", "url": "file:///x", "template": "{}"},
            "url",
            "This is no web address.",
        ),
        (
            {"provider": "http", "url": "https://x.org/a b", "template": "{}"},
            "url",
            "This is no web address.",
        ),
        (
            {"provider": "http", "url": "https://x.org/é", "template": "{}"},
            "url",
            "This is no web address.",
        ),
        (
            {"provider": "http", "authorization": "“Bearer 7”"},
            "authorization",
            "A header holds plain letters, digits and signs alone.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    as_alice: Client, audience: Audience, more: dict[str, str], field: str, said: str
) -> None:
    response = set_up(as_alice, audience, **more)

    assert response.status_code == 422
    assert said in response.context["form"].errors[field][0]
    assert not SmsProgram.objects.filter(audience=audience).exists()


def test_a_trial_is_a_notice_to_ones_own_number(
    as_alice: Client, audience: Audience, capsys: pytest.CaptureFixture[str]
) -> None:
    program(audience, provider="console", sealed=b"", details={})
    said = {"number": "412 00 001", "text": "Hello"}

    as_alice.post(page(audience, "try"), said)
    notice = Message.objects.get(audience=audience)
    tasks.sweep_deliveries()
    tasks.sweep_deliveries()

    assert (notice.kind, notice.channel) == ("system", "sms")
    printed = capsys.readouterr().out
    assert printed.count("to +4741200001:\nFjord: Hello\n") == 1
    assert "Sent · 250 printed" in as_alice.get(page(audience)).text


def test_a_trial_waits_for_approval_too(as_alice: Client, audience: Audience) -> None:
    program(audience, state="asked", approved_at=None)

    as_alice.post(page(audience, "try"), {"number": "41200001", "text": "Hello"})

    assert not Message.objects.filter(audience=audience).exists()
    assert not OrmQ.objects.exists()


def test_a_trial_goes_to_nobody_while_the_program_is_paused(
    as_alice: Client, audience: Audience
) -> None:
    program(audience, state="paused")

    as_alice.post(page(audience, "try"), {"number": "41200001", "text": "Hello"})

    assert not Message.objects.filter(audience=audience).exists()


def test_a_trial_goes_to_no_number_that_opted_out(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    person(audience, "1", sms_status="unsubscribed")
    said = {"number": "+4741200001", "text": "Hello"}

    response = as_alice.post(page(audience, "try"), said)

    errors = response.context["trial"].errors["number"]
    assert errors == ["This number opted out of SMS."]
    assert not Message.objects.filter(audience=audience).exists()


def test_ten_trials_are_sent_in_an_hour(as_alice: Client, audience: Audience) -> None:
    program(audience)
    said = {"number": "+4741200001", "text": "Hello"}

    for _n in range(10):
        as_alice.post(page(audience, "try"), said)
    refused = as_alice.post(page(audience, "try"), said)

    assert refused.status_code == 422
    assert "These were many trials." in refused.text
    assert Message.objects.filter(audience=audience).count() == 10


@pytest.mark.parametrize("number", ["22 00 00 00", "nobody", "+1 201 555 0123 ext. 4"])
def test_a_trial_goes_to_a_number_that_takes_sms(
    as_alice: Client, audience: Audience, number: str
) -> None:
    program(audience)

    response = as_alice.post(page(audience, "try"), {"number": number, "text": "Hi"})

    assert response.status_code == 422
    assert "number" in response.context["trial"].errors


def test_parts_are_counted_and_look_alikes_offered(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    url = page(audience, "measure")

    counted = as_alice.get(url, {"text": "garçon" + "a" * 65}).text
    replaced = as_alice.get(url, {"text": "garçon", "replace": "1"}).text

    assert "2 parts" in counted
    assert "ç → c" in counted
    assert "garcon</textarea>" in replaced
    assert "<html" not in counted + replaced


def test_it_speaks_french(as_alice: Client, audience: Audience, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="fr")

    empty = as_alice.get(page(audience)).text
    program(audience)
    full = as_alice.get(page(audience)).text

    assert "Pas encore de programme SMS" in empty
    assert "Approuvé\u00a0: des messages peuvent partir" in full
    assert "Répondez STOP" not in full
