"""What each person reads: who writes, what, and how to opt out."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from audiences.models import Audience
from tests.delivery.sms.carrier import carrier
from tests.delivery.sms.programs import NOON, at, person, program, send, texted

pytestmark = pytest.mark.django_db
REPLY_STOP = "Répondez STOP pour ne plus rien recevoir"


@pytest.fixture(autouse=True)
def private(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OUTBOUND_PRIVATE = True
    settings.PUBLIC_URL = "https://hub.example"
    at(NOON, monkeypatch)


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
