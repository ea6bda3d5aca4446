"""What people answer, as providers report it: once, genuine, and acted on at once."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from audiences.models import Audience
from contacts import texting
from contacts.causes import Cause
from contacts.deleting import delete
from contacts.models import Consent, Suppression
from delivery import secrets
from delivery import sending as ledger
from delivery.models import (
    Channel,
    Message,
    ReceivedText,
)
from delivery.sms import receiving, tasks
from delivery.sms.providers import Heard
from tests.delivery.sms.calling import HUB, call, text
from tests.delivery.sms.programs import person, program
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public(settings: LazySettings) -> None:
    settings.PUBLIC_URL = HUB


def answers(audience: Audience) -> list[str]:
    notices = Message.objects.filter(audience=audience, channel=Channel.SMS)
    return list(notices.order_by("pk").values_list("text", flat=True))


def consents(audience: Audience) -> list[tuple[str, bool | None, str, str]]:
    lines = Consent.objects.filter(audience=audience).order_by("pk")
    return list(lines.values_list("channel", "given", "how", "wording"))


def test_stop_opts_out_of_sms_alone_and_is_answered_once(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1")

    answer = text(client, mine, " Stop! ")
    again = text(client, mine, " Stop! ")
    later = text(client, mine, "STOP", sid="SM2")

    one.refresh_from_db()
    assert (one.sms_status, one.status) == ("unsubscribed", "subscribed")
    assert consents(audience) == [("sms", False, "sms", " Stop! ")]
    assert [each.status_code for each in (answer, again, later)] == [200, 200, 200]
    assert answer.content == b"<Response></Response>"
    assert len(answers(audience)) == 1
    assert ReceivedText.objects.filter(audience=audience).count() == 2


def test_the_answer_goes_to_who_opted_out_as_a_notice(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    person(audience, "1", language="fr")

    text(client, mine, "ARRÊT")

    (notice,) = Message.objects.filter(audience=audience)
    assert notice.text.startswith("Vous ne recevrez plus de messages")
    assert (notice.kind, notice.pending) == ("system", 1)
    ((claimed),) = ledger.claim(notice, 10)[1]
    assert claimed.email == "+4741200001"


def test_start_brings_back_who_opted_out_and_nobody_else(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1", sms_status="unsubscribed")
    same = person(audience, "2", sms_phone=one.sms_phone, sms_status="nonsubscribed")

    text(client, mine, "Start")

    one.refresh_from_db()
    same.refresh_from_db()
    assert (one.sms_status, same.sms_status) == ("subscribed", "nonsubscribed")
    assert consents(audience) == [("sms", True, "sms", "Start")]


def test_a_start_of_before_does_not_undo_a_stop_of_since(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1", sms_status="unsubscribed")
    text(client, mine, "START", sid="SM1")
    text(client, mine, "STOP", sid="SM2")

    text(client, mine, "START", sid="SM1")
    for row in ReceivedText.objects.filter(audience=audience):
        tasks.act(audience.pk, row.pk)

    one.refresh_from_db()
    assert one.sms_status == "unsubscribed"


def test_what_nobody_acted_on_is_done_by_the_task(audience: Audience) -> None:
    mine = program(audience)
    one = person(audience, "1")
    heard = Heard("SM1", one.sms_phone, "STOP")
    kept = receiving.keep(mine, heard)

    tasks.act(audience.pk, kept.pk)

    one.refresh_from_db()
    assert one.sms_status == "unsubscribed"


def test_help_is_answered_and_not_for_ever(client: Client, audience: Audience) -> None:
    mine = program(audience)
    one = person(audience, "1")

    for n in range(5):
        text(client, mine, "HELP", sid=f"SM{n}")

    one.refresh_from_db()
    assert len(answers(audience)) == 3
    assert audience.from_email in answers(audience)[0]
    assert one.sms_status == "subscribed"


def test_a_stranger_opts_out_for_whoever_comes_to_the_number(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    other = person(audience, "2")
    elsewhere = AudienceFactory.create(account=audience.account)
    there = person(elsewhere, "1")

    text(client, mine, "STOP")
    text(client, mine, "STOP", sid="SM2")

    kept = ReceivedText.objects.filter(audience=audience).first()
    assert kept
    other.refresh_from_db()
    there.refresh_from_db()
    assert (kept.contact_id, kept.number, kept.word) == (None, "+4741200001", "stop")
    assert (other.sms_status, there.sms_status) == ("subscribed", "subscribed")
    assert len(answers(audience)) == 1
    assert texting.opted_out(audience, [there.sms_phone]) == {there.sms_phone}
    assert texting.opted_out(elsewhere, [there.sms_phone]) == set()


def test_whoever_comes_to_a_number_after_its_start_may_be_subscribed(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1")
    text(client, mine, "STOP")
    delete(audience.contacts.filter(pk=one.pk), Cause(audience, "staff"))
    assert texting.opted_out(audience, [one.sms_phone]) == {one.sms_phone}

    text(client, mine, "START", sid="SM2")

    assert texting.opted_out(audience, [one.sms_phone]) == set()


def test_what_else_a_stranger_says_touches_nobody(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)

    text(client, mine, "START")
    text(client, mine, "Hello", sid="SM2")

    assert answers(audience) == []
    assert not Suppression.objects.exists()


def test_a_wish_among_other_words_is_marked_and_not_done(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1")

    text(client, mine, "Please stop this\0")

    kept = ReceivedText.objects.get(audience=audience)
    one.refresh_from_db()
    assert (kept.may_want_out, kept.contact_id, kept.word) == (True, one.pk, "")
    assert one.sms_status == "subscribed"


def test_what_the_provider_answered_is_not_answered_again(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1")

    text(client, mine, "BASTA", OptOutType="STOP")

    one.refresh_from_db()
    assert (one.sms_status, answers(audience)) == ("unsubscribed", [])


def test_a_call_that_is_not_signed_does_nothing(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    one = person(audience, "1")
    said = {"From": one.sms_phone, "Body": "STOP", "MessageSid": "SM1"}

    forged = call(client, f"/sms/{mine.token}/", said, token="guessed")
    bare = client.post(f"/sms/{mine.token}/", said)
    nobody = client.post("/sms/00000000-0000-4000-8000-000000000000/", said)
    looked = client.get(f"/sms/{mine.token}/")

    one.refresh_from_db()
    statuses = [each.status_code for each in (forged, bare, nobody, looked)]
    assert statuses == [403, 403, 404, 405]
    assert one.sms_status == "subscribed"
    assert not ReceivedText.objects.filter(audience=audience).exists()


def test_another_provider_says_a_secret(client: Client, audience: Audience) -> None:
    mine = program(
        audience,
        provider="http",
        details={"url": "https://sms.example/", "template": "{}"},
        sealed=secrets.seal({"authorization": "", "secret": "sixteen letters.."}),
    )
    one = person(audience, "1")
    said = {"id": "7", "from": one.sms_phone, "text": "stop"}
    url, kind = f"/sms/{mine.token}/", "application/json"

    wrong = client.post(url, said, kind, headers={"X-Webhook-Secret": "no"})
    right = {"X-Webhook-Secret": "sixteen letters.."}
    empty = client.post(url, [1], kind, headers=right)
    taken = client.post(url, said, kind, headers=right)

    one.refresh_from_db()
    statuses = [each.status_code for each in (wrong, empty, taken)]
    assert (statuses, one.sms_status) == ([403, 400, 200], "unsubscribed")


def test_an_opt_out_of_sms_keeps_no_undo_of_mail_from_working(
    audience: Audience, client: Client
) -> None:
    one = person(audience, "1")
    row = audience.contacts.filter(pk=one.pk)
    cause = Cause(audience, "staff")
    row.unsubscribe(cause)

    row.unsubscribe_from_sms(Cause(audience, "sms"))

    assert row.without_opt_out_since(cause.at).exists()
