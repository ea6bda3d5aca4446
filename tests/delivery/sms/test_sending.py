"""What becomes of SMS, by a provider that takes, refuses, waits and breaks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings

from accounts import outbound
from accounts.models import User
from audiences.models import Audience
from contacts import texting
from contacts.models import Consent
from delivery import freezing, rounds
from delivery import sending as ledger
from delivery.models import Message
from delivery.sender import Sender
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
from tests.delivery.wires import work

pytestmark = pytest.mark.django_db
REPLY_STOP = "Répondez STOP pour ne plus rien recevoir"


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


@pytest.mark.parametrize(
    ("fields", "key", "said"),
    [
        ({"state": "paused"}, "", "The SMS program is paused."),
        (
            {"state": "asked", "approved_at": None},
            "",
            "The SMS program is not approved yet.",
        ),
        ({}, "another", "The secrets of the SMS provider were set with another key."),
    ],
)
def test_what_may_not_be_sent_is_left_alone_and_says_why(
    audience: Audience,
    settings: LazySettings,
    fields: dict[str, Any],
    key: str,
    said: str,
) -> None:
    program(audience, **fields)
    person(audience, "1")
    news = texted(audience)
    settings.SEALING_KEY = key or settings.SEALING_KEY

    work(Sender())

    assert (told(news), news.problem) == ({"pending": 1}, said)
    assert rounds.waiting() == []


def test_a_message_goes_on_with_its_program(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = program(audience, state="paused", provider="console")
    person(audience, "1")
    news = texted(audience)
    sender = Sender()
    work(sender)
    own.resume(mine, actor=alice)

    at(NOON + timedelta(minutes=1), monkeypatch)
    work(sender)

    assert (told(news), news.problem) == ({"sent": 1}, "")


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


def test_each_reads_their_own_with_who_writes_and_how_to_opt_out(
    audience: Audience,
) -> None:
    program(audience)
    person(audience, "1", first_name="Zoé")
    news = texted(audience, "Dear *|FNAME|friend|*,\r\nnew beans")

    with carrier() as server:
        send(news, server)

    (text,) = server.taken["+4741200001"]
    assert text == "Fjord: Dear Zoé,\nnew beans\nReply STOP to opt out"


def test_the_language_is_the_audiences_and_what_is_said_is_not_said_twice(
    audience: Audience,
) -> None:
    audience.language = "fr"
    audience.save()
    program(audience)
    person(audience, "1")
    news = texted(audience, "Café chez Fjord")
    said = texted(audience, f"Fjord : café. {REPLY_STOP}.")

    with carrier() as server:
        send(news, server)
        send(said, server)

    assert server.taken["+4741200001"] == [
        f"Café chez Fjord\n{REPLY_STOP}",
        f"Fjord : café. {REPLY_STOP}.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "NON-STOP: 20 %",
        "A stop at our café",
        "Analyse*|IF:FNAME|*. Reply STOP to opt out*|END:IF|*",
    ],
)
def test_a_word_of_it_is_not_how_to_opt_out_nor_a_part_of_one_who_writes(
    audience: Audience, text: str
) -> None:
    program(audience, identity="Lys")
    person(audience, "1")
    news = texted(audience, text)

    with carrier() as server:
        send(news, server)

    (read,) = server.taken["+4741200001"]
    said = text.partition("*|")[0]
    assert read == f"Lys: {said}\nReply STOP to opt out"


def test_each_is_told_how_to_opt_out_once(audience: Audience) -> None:
    program(audience, identity="Lys")
    person(audience, "1", first_name="Zoé")
    news = texted(audience, "LYS*|IF:FNAME|*. Reply STOP to opt out*|END:IF|*")

    with carrier() as server:
        send(news, server)

    assert server.taken["+4741200001"] == ["LYS. Reply STOP to opt out"]


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


def test_at_night_news_are_held_until_the_morning_of_whoever_gets_them(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 11, 28, 22, tzinfo=UTC)  # a Saturday
    at(night, monkeypatch)
    program(audience)
    person(audience, "1")
    person(audience, "2", sms_phone="+33612345671", time_zone="Europe/Paris")
    person(audience, "3", sms_phone="+12125550131", time_zone="America/New_York")
    news = texted(audience)
    notice = send_later(audience, "X", "Hello", "+4741200001")

    with carrier() as server:
        send(news, server)
        send(notice, server)

    rows = news.deliveries.order_by("pk").values_list("state", "reason", "due_at")
    assert list(rows) == [
        ("deferred", "quiet", night.replace(day=29, hour=8)),
        ("deferred", "quiet", night.replace(day=30, hour=7)),
        ("sent", "", None),
    ]
    assert set(server.taken) == {"+12125550131", "+4741200001"}
    assert set(news.deliveries.values_list("attempts", flat=True)) == {0, 1}

    at(night.replace(day=30, hour=9), monkeypatch)
    with carrier() as server:
        send(news, server)

    assert (told(news), news.stage) == ({"sent": 3}, "finished")


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
