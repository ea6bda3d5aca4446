"""What becomes of SMS, by a provider that takes, refuses, waits and breaks."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings

from accounts import outbound
from accounts.models import User
from audiences.models import Audience
from contacts import texting
from contacts.models import Consent
from delivery import freezing
from delivery import sending as ledger
from delivery.models import Message
from delivery.sms import programs as own
from delivery.sms import sending
from delivery.sms.notices import send_later
from tests.delivery.ledgers import told, verify, why
from tests.delivery.sms.carrier import carrier
from tests.delivery.sms.programs import (
    ACCOUNT,
    NOON,
    TOKEN,
    at,
    person,
    program,
    send,
    texted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_PRIVATE = True
    settings.PUBLIC_URL = "https://hub.example"
    at(NOON, monkeypatch)


def test_everybody_is_where_the_provider_put_them(audience: Audience) -> None:
    program(audience)
    for end in "1234":
        person(audience, end)
    news = texted(audience)

    with carrier() as server:
        send(news, server)

    assert why(news) == {
        "p1@x.org": "sent",
        "p2@x.org": "failed refused",
        "p3@x.org": "suppressed opted_out_there",
        "p4@x.org": "unknown lost",
    }
    assert set(server.taken) == {"+4741200001", "+4741200004"}
    assert told(news) == dict.fromkeys(["sent", "failed", "suppressed", "unknown"], 1)
    assert news.stage == "finished"


@pytest.mark.parametrize("state", ["draft", "asked"])
def test_nothing_leaves_before_an_admin_approved(
    audience: Audience, state: str
) -> None:
    program(audience, state=state, approved_at=None)
    person(audience, "1")
    news = texted(audience)
    notice = send_later(audience, "X", "Hello", "+4741200001")

    with carrier() as server:
        send(news, server)
        send(notice, server)

    assert (told(news), told(notice)) == ({"pending": 1}, {"pending": 1})
    assert server.calls == []


def test_what_is_claimed_is_not_dispatched_once_the_program_is_paused(
    audience: Audience, alice: User
) -> None:
    mine = program(audience)
    person(audience, "1")
    news = texted(audience)
    lease, claimed = ledger.claim(news, 10)

    own.pause(mine, actor=alice)

    assert ledger.dispatch(news, lease, [one.id for one in claimed]) == []
    assert ledger.claim(news, 10)[1] == []


def test_who_gave_no_permission_for_sms_is_left_out_and_it_says_why(
    audience: Audience,
) -> None:
    program(audience)
    person(audience, "1", status="unsubscribed")
    person(audience, "2", sms_status="unsubscribed")
    person(audience, "3", sms_status="nonsubscribed")
    person(audience, "4", sms_phone="")

    news = texted(audience)

    assert why(news) == {
        "p1@x.org": "pending",
        "p2@x.org": "excluded unsubscribed",
        "p3@x.org": "excluded nonsubscribed",
        "p4@x.org": "excluded no_number",
    }


def test_who_opts_out_after_the_freeze_gets_nothing(audience: Audience) -> None:
    mine = program(audience)
    one = person(audience, "1")
    news = texted(audience)
    sending.opted_out_there(mine, one.sms_phone)

    with carrier() as server:
        send(news, server)

    assert (why(news), server.calls) == ({"p1@x.org": "excluded unsubscribed"}, [])


def test_a_dead_mail_address_keeps_no_sms_from_anybody(audience: Audience) -> None:
    program(audience)
    person(audience, "1", status="cleaned")

    assert why(texted(audience)) == {"p1@x.org": "pending"}


def test_twilio_is_asked_as_it_wants_to_be(audience: Audience) -> None:
    mine = program(audience)
    person(audience, "1")
    news = texted(audience)

    with carrier() as server:
        send(news, server)

    ((path, headers, body),) = server.calls
    token = news.deliveries.get().token
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    signed_in = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert headers["Authorization"] == f"Basic {signed_in}"
    assert parse_qs(body.decode()) == {
        "To": ["+4741200001"],
        "From": ["+4759440000"],
        "Body": ["Fjord: Fresh beans\nReply STOP to opt out"],
        "StatusCallback": [f"https://hub.example/sms/{mine.token}/reports/{token}/"],
    }


def test_who_opted_out_with_the_provider_has_opted_out_here(audience: Audience) -> None:
    program(audience)
    one = person(audience, "3")
    news = texted(audience)

    with carrier() as server:
        send(news, server)

    one.refresh_from_db()
    assert (one.sms_status, one.status) == ("unsubscribed", "subscribed")
    said = Consent.objects.get(audience=audience)
    assert (said.channel, said.given, said.how) == ("sms", False, "sms_provider")


def test_a_number_that_opted_out_with_the_provider_stays_out_with_nobody_at_it(
    audience: Audience,
) -> None:
    program(audience)
    notice = send_later(audience, "X", "Hello", "+4741200003")

    with carrier() as server:
        send(notice, server)

    assert texting.opted_out(audience, ["+4741200003"]) == {"+4741200003"}


@pytest.mark.parametrize("end", ["5", "9"])
def test_a_provider_that_is_shut_or_gone_burns_no_attempts(
    audience: Audience, end: str
) -> None:
    program(audience)
    person(audience, end)
    news = texted(audience)

    with carrier() as server:
        if end == "5":
            send(news, server)
    if end == "9":
        send(news, server)

    delivery = news.deliveries.get()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    assert delivery.answer


@pytest.mark.parametrize("end", ["6", "7"])
def test_nobody_knows_of_what_was_not_answered_and_it_is_not_sent_again(
    audience: Audience, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound.post, "__defaults__", (0.2,))
    program(audience)
    person(audience, end)
    news = texted(audience)

    with carrier() as server:
        send(news, server)
        send(news, server)

    assert (why(news), len(server.calls)) == ({f"p{end}@x.org": "unknown lost"}, 1)


def test_without_the_key_of_the_installation_nothing_is_sent(
    audience: Audience, settings: LazySettings
) -> None:
    program(audience)
    person(audience, "1")
    news = texted(audience)
    settings.SEALING_KEY = "another one"

    with carrier() as server:
        send(news, server)

    assert (told(news), server.calls) == ({"pending": 1}, [])


def test_the_same_message_by_mail_goes_to_the_address(audience: Audience) -> None:
    person(audience, "1")
    news = texted(audience)
    mail = Message.objects.get(audience=audience, pk=news.pk)
    mail.pk, mail.channel, mail.stage, mail.frozen_to = None, "email", "freezing", -1
    mail.total = mail.pending = 0
    mail.from_email = "news@example.org"
    mail.save()
    verify(audience.account, mail.from_email)
    while freezing.freeze_slice(mail, audience.contacts.all()):
        pass

    (claimed,) = ledger.claim(mail, 10)[1]
    assert claimed.email == "p1@x.org"
