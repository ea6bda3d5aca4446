"""Signatures are such as others verify, and break when anything is changed."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from delivery.language import bind, read
from delivery.mime import headers
from delivery.mime.dkim import Signer
from delivery.mime.letters import Envelope, letter_of
from tests.delivery.speaking import VOCABULARY, facts

RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def published(name: bytes, timeout: int = 5) -> bytes:
    """What the DNS says of a selector."""
    if name.startswith(b"rsa."):
        public = RSA.public_key()
        raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b"v=DKIM1; k=rsa; p=" + b64encode(raw)
    raw = ED25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + b64encode(raw)


def signed(*signers: Signer, subject: str = "Zoë says hello") -> bytes:
    texts = (subject, "Hello *|FNAME|*\n\n\n", "<p>Hello *|FNAME|*</p>")
    bound = [bind(read(text), VOCABULARY)[0] for text in texts]
    way_out = [
        (b"List-Unsubscribe", b"<https://example.org/u/1>"),
        (b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
    ]
    sender = (b"From", headers.address("Fjord Coffee", "news@example.org"))
    letter = letter_of(bound[0], bound[1], bound[2], [sender], signers)
    envelope = Envelope("anna@example.org", "d-1@example.org", NOON, fields=way_out)
    return letter.written_to(facts(FNAME="Anna"), envelope)


KEYS = {
    "RSA": Signer("example.org", "rsa", RSA),
    "Ed25519": Signer("example.org", "ed", ED25519),
}


@pytest.mark.parametrize("signer", KEYS.values(), ids=KEYS.keys())
def test_others_verify_a_signature(signer: Signer) -> None:
    assert dkim.verify(signed(signer), dnsfunc=published)


def test_a_message_signed_twice_verifies_twice() -> None:
    checker = dkim.DKIM(signed(*KEYS.values()))

    assert checker.verify(0, dnsfunc=published)
    assert checker.verify(1, dnsfunc=published)


CHANGED = {
    "the subject": (b"Subject: ", b"Subject: Not "),
    "the sender": (b"news@example.org", b"evil@example.org"),
    "the text": (b"Anna", b"Bert"),
    "the way out": (b"example.org/u/1", b"example.org/u/2"),
    "one click": (b"=One-Click", b"=Two-Click"),
    "a second sender": (b"To: ", b"From: evil@example.org\r\nTo: "),
}


@pytest.mark.parametrize(("old", "new"), CHANGED.values(), ids=CHANGED.keys())
def test_what_is_changed_on_the_way_breaks_it(old: bytes, new: bytes) -> None:
    message = signed(KEYS["RSA"], subject="Hello")
    changed = message.replace(old, new, 1)
    assert changed != message

    assert not dkim.verify(changed, dnsfunc=published)


def test_the_way_out_is_signed() -> None:
    head = signed(KEYS["RSA"]).split(b"bh=")[0].lower()

    assert b"list-unsubscribe:list-unsubscribe-post" in head.replace(b"\r\n  ", b"")
