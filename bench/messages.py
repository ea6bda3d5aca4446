"""What one message costs: its values and its bytes, its signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.core.mail import EmailMultiAlternatives

from bench.datasets import Data
from bench.measuring import Seconds, Side, at_least, at_most, bench, in_turns
from delivery.language import Facts, Vocabulary, bind, read
from delivery.mime import headers
from delivery.mime.dkim import Signer
from delivery.mime.letters import Envelope, Letter, letter_of

ROUNDS = 5
MESSAGES = 200
TAGS = ("FNAME", "LNAME", "CITY", "COMPANY", "EMAIL")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TAG = re.compile(r"\*\|([A-Z]+)\|\*")

# Some 20 kB of HTML with 23 merge tags and ten links, as newsletters are.
BLOCK = (
    '<tr><td style="padding:16px 24px;font-family:Arial,Helvetica,sans-serif;font-size:'
    '15px;line-height:24px;color:#333333">'
    + "<p>Beans from small farms, roasted on Tuesdays and on their way on Wednesdays. "
    * 22
    + "</p></td></tr>\n"
)
LINK = '<a href="https://shop.example/t/{n}/*|EMAIL|*">For *|FNAME|*</a>\n'
HTML = (
    "<html><body><table>Dear *|FNAME|* *|LNAME|* of *|COMPANY|* in *|CITY|*,\n"
    + "".join(BLOCK + LINK.format(n=n) for n in range(10)).replace(
        "*|FNAME|*", "you", 1
    )
    + "</table></body></html>\n"
)
TEXT = "Dear *|FNAME|* *|LNAME|*,\n" + "Beans from small farms, roasted.\n" * 300
SUBJECT = "*|FNAME|*, beans from Bergen"


def people(n: int) -> list[Facts]:
    words = ({tag: f"{tag.title()} {one}" for tag in TAGS} for one in range(n))
    return [Facts(own, own) for own in words]


def letter() -> Letter:
    vocabulary = Vocabulary(dict.fromkeys(TAGS, ""), {}, date(2026, 11, 28))
    texts = [bind(read(text), vocabulary)[0] for text in (SUBJECT, TEXT, HTML)]
    sender = [
        (b"From", headers.address("Fjord Coffee", "news@shop.example")),
        (b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
        (b"Feedback-ID", b"1:2:3:parterre"),
    ]
    return letter_of(texts[0], texts[1], texts[2], sender)


def envelope(n: int) -> Envelope:
    way_out = (b"List-Unsubscribe", b"<https://shop.example/u/%d>" % n)
    return Envelope(
        *(f"person{n}@example.org", f"d-{n}@shop.example", NOW),
        *(f"Person {n}", [way_out]),
    )


@bench(
    "messages",
    at_least("message, rendered and encoded / as Django makes it", 25, of="django"),
    at_most("DKIM signature / the RSA operation", 1.4, times="rsa", of="dkim"),
)
def messages(data: Data) -> Seconds:
    """All sides make 200 messages of 31 kB; the signature is that of the first."""
    key = generate_private_key(65537, 2048)
    signer = Signer("shop.example", "s1", key)
    plain = letter()
    readers = people(MESSAGES)
    everybody = list(enumerate(readers))
    rsa = (padding.PKCS1v15(), hashes.SHA256())
    head, body = _taken_apart(plain.written_to(readers[0], envelope(0)))

    def side(work: Callable[[int, Facts], object]) -> Side:
        return lambda number: lambda: [work(n, reader) for n, reader in everybody]

    return in_turns(
        ROUNDS,
        ours=side(lambda n, reader: plain.written_to(reader, envelope(n))),
        django=side(_by_django),
        dkim=side(lambda n, reader: signer.sign(head, body, n)),
        rsa=side(lambda n, reader: key.sign(b"%d" % n, *rsa)),
    )


def _by_django(n: int, reader: Facts) -> bytes:
    """Values by one regular expression, the message by Django, without a signature."""

    def filled(text: str) -> str:
        return TAG.sub(lambda found: reader.words[found[1]], text)

    message = EmailMultiAlternatives(
        filled(SUBJECT),
        filled(TEXT),
        "Fjord Coffee <news@shop.example>",
        [f"Person {n} <person{n}@example.org>"],
        headers={"List-Unsubscribe": f"<https://shop.example/u/{n}>"},
    )
    message.attach_alternative(filled(HTML), "text/html")
    return message.message().as_bytes()


def _taken_apart(message: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    head, _break, body = message.partition(b"\r\n\r\n")
    fields = (line.partition(b": ") for line in re.split(rb"\r\n(?! )", head))
    return [(name, value) for name, _colon, value in fields], body
