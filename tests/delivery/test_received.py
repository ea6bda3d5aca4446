"""A message is taken apart as it arrived: both its parts, its head, its signatures."""

from __future__ import annotations

import re
from base64 import b64encode
from email.message import EmailMessage
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from audiences.models import Audience
from delivery import addressing, letters, runner
from delivery.mime.dkim import SIGNED, Signer
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.reading import part, taken_apart
from tests.delivery.sink import sink

pytestmark = pytest.mark.django_db

KEY = generate_private_key(65537, 2048)
HUB = "https://hub.fjord.example"
HTML = """<!doctype html><html><body>
<h1>Hello *|FNAME|friend|*</h1>
<p>*|IF:CITY=Bergen|*It rains.*|ELSE:|*The sun shines – elsewhere.*|END:IF|*</p>
<p><a href="https://shop.example/tea?a=1&amp;b=2">Tea</a></p>
</body></html>
"""


def published(name: bytes, timeout: int = 5) -> bytes:
    public = KEY.public_key()
    raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(raw)


@pytest.fixture
def raw(audience: Audience, settings: Any, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What a mail server took for Zoë, a reader of French."""
    settings.PUBLIC_URL, settings.INBOUND_DOMAIN = HUB, "in.fjord.example"
    signer = Signer("fjord.example", "s1", KEY)
    monkeypatch.setattr(letters, "signers_of", lambda message: [signer])
    audience.address1 = "Kong Oscars gate 9"
    audience.save()
    people(audience, "taken@x.org", first_name="Zoë", language="fr")
    sender = {"from_name": "Fjord Coffee", "from_email": "news@fjord.example"}
    news = message(audience, subject="For *|FNAME|*", text="", html=HTML, **sender)
    freeze(news)
    with sink("PIPELINING") as server:
        transport = Smtp(Server("127.0.0.1", server.port, timeout=5))
        runner.send_due(news, transport)
        transport.close()
    return server.messages["taken@x.org"]


def way_out_in(got: EmailMessage) -> str:
    """The token of the delivery, known by its address of answers."""
    read = addressing.read(str(got["Reply-To"]))
    assert read is not None
    return addressing.written(read[1])


def centre_in(got: EmailMessage) -> str:
    """The same delivery's token, as the page of what they choose has it."""
    read = addressing.read(str(got["Reply-To"]))
    assert read is not None
    return addressing.told(addressing.CENTRE, read[1])


def test_a_received_message_is_whole(raw: bytes, audience: Audience) -> None:
    got = taken_apart(raw)

    assert got.defects == []
    token = way_out_in(got)
    assert {name: str(got[name]) for name in got if name in HEAD} == {
        "From": "Fjord Coffee <news@fjord.example>",
        "To": str(got["To"]),
        "Subject": "For Zoë",
        "Reply-To": str(got["Reply-To"]),
        "List-Unsubscribe": (
            f"<{HUB}/u/{token}>, <mailto:u-{token}@in.fjord.example"
            "?subject=unsubscribe>"
        ),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"Newsletter readers <{audience.public_id}.fjord.example>",
        "Feedback-ID": str(got["Feedback-ID"]),
        "Precedence": "bulk",
        "MIME-Version": "1.0",
    }
    assert re.fullmatch(r"<d-[0-9a-f]{32}@fjord\.example>", got["Message-ID"])
    assert re.fullmatch(r"\d+:[0-9a-f]{10}:\d+:parterre", got["Feedback-ID"])
    assert "taken@x.org" in got["To"]


HEAD = {
    *("From", "To", "Subject", "Reply-To", "List-Unsubscribe", "List-Id"),
    *("List-Unsubscribe-Post", "Feedback-ID", "Precedence", "MIME-Version"),
}


def test_both_parts_say_the_same(raw: bytes) -> None:
    got = taken_apart(raw)
    text, html = part(got, "plain"), part(got, "html")
    token = way_out_in(got)

    assert text == (
        "Hello Zoë\n\nThe sun shines – elsewhere.\n\n"
        "Tea (https://shop.example/tea?a=1&b=2)\n\n"
        "You signed up on our website.\n"
        "Fjord Coffee, Kong Oscars gate 9, Bergen, Norway\n"
        f"Choisir ce que je reçois: {HUB}/p/{centre_in(got)}\n"
        f"Se désabonner: {HUB}/u/{token}\n"
    )
    for said in ("<h1>Hello Zoë</h1>", "The sun shines – elsewhere.", "Se désabonner"):
        assert said in html
    assert f'href="{HUB}/u/{token}"' in html
    assert "*|" not in text + html


def test_its_signature_covers_the_way_out_and_others_verify_it(raw: bytes) -> None:
    assert dkim.verify(raw, dnsfunc=published)
    names = re.search(r"h=([^;]*);", taken_apart(raw)["DKIM-Signature"])
    assert names
    signed = set(re.sub(r"\s", "", names[1]).split(":"))
    assert signed == {name.decode() for name in SIGNED}
    assert not dkim.verify(
        raw.replace(b"One-Click", b"Two-Click", 1), dnsfunc=published
    )


def test_a_provider_opts_out_with_nothing_but_the_message(
    raw: bytes, audience: Audience
) -> None:
    """RFC 8058: a POST to the one https address, with what the other header says."""
    got = taken_apart(raw)
    (address,) = re.findall(r"<(https://[^>]+)>", got["List-Unsubscribe"])
    name, _is, value = got["List-Unsubscribe-Post"].partition("=")

    response = Client(enforce_csrf_checks=True).post(
        address.removeprefix(HUB), {name: value}
    )

    assert response.status_code == 200
    assert audience.contacts.get().status == "unsubscribed"


def test_what_its_reader_follows_leads_where_it_said(raw: bytes) -> None:
    html = part(taken_apart(raw), "html")
    (link,) = re.findall(rf'href="{HUB}(/c/[^"]+)">Tea', html)
    (pixel,) = re.findall(rf'src="{HUB}(/o/[^"]+)"', html)

    followed = Client().get(link)

    assert followed.headers["Location"] == "https://shop.example/tea?a=1&b=2"
    assert Client().get(pixel).headers["Content-Type"] == "image/gif"
