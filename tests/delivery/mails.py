"""Messages as they come in, written for the tests."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from accounts.models import Account
from audiences.models import Audience
from contacts.models import Contact, Suppression
from delivery import addressing
from delivery.models import Delivery, Message, Received
from delivery.receiving import storing, working
from events.models import Event
from tests.delivery.ledgers import message

DOMAIN = "in.fjord.example"


def sent(contact: Contact, of: Message | None = None, **fields: object) -> Delivery:
    """A delivery to the contact that went out."""
    one = of or message(contact.audience)
    delivery = Delivery.objects.create(
        audience=contact.audience,
        message=one,
        contact=contact,
        email=contact.email,
        **({"state": "sent"} | fields),
    )
    state = str(delivery.state)
    Message.objects.filter(audience=contact.audience_id, pk=one.pk).update(
        **{"total": F("total") + 1, state: F(state) + 1}
    )
    return delivery


def at(why: str, token: UUID) -> str:
    return f"{why}-{addressing.told(why, token)}@{DOMAIN}"


def plain(text: str = "Hello", **headers: str) -> bytes:
    said = {
        "From": "Anna <anna@example.com>",
        "To": f"news@{DOMAIN}",
        "Subject": "Re: News",
        "Message-ID": "<1@example.com>",
        "Date": "Sat, 28 Nov 2026 10:00:00 +0000",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in said.items() if value]
    return "\r\n".join([*lines, "", text, ""]).encode()


def dsn(
    address: str,
    status: str = "5.1.1",
    answer: str = "550 5.1.1 user unknown",
    action: str = "failed",
    returned: str = "Subject: News",
    **headers: str,
) -> bytes:
    """A report as Postfix writes it."""
    text = f"""--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {answer}

--b
Content-Type: text/rfc822-headers

{returned}

--b--"""
    said = {
        "From": "MAILER-DAEMON@mx.example.com (Mail Delivery System)",
        "Subject": "Undelivered Mail Returned to Sender",
        "Auto-Submitted": "auto-replied",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
        "Message-ID": f"<dsn-{status}-{action}@mx.example.com>",
    }
    return plain(text.replace("\n", "\r\n"), **(said | headers))


def feedback(returned: str, kind: str = "abuse", **headers: str) -> bytes:
    """A complaint as Yahoo sends it."""
    text = f"""--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Feedback/1.0
Version: 1

--b
Content-Type: message/rfc822

{returned}

Buy our coffee.
--b--"""
    said = {
        "From": "feedback@arf.example.com",
        "Subject": "FW: News",
        "Content-Type": 'multipart/report; report-type=feedback-report; boundary="b"',
        "Message-ID": f"<arf-{kind}@example.com>",
    }
    return plain(text.replace("\n", "\r\n"), **(said | headers))


def attaching(raw: bytes, **headers: str) -> bytes:
    """What somebody writes who attaches a message."""
    head = b"--o\r\nContent-Type: text/plain\r\n\r\nSee what I got.\r\n\r\n"
    text = head + b"--o\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--o--"
    said = {"MIME-Version": "1.0", "Content-Type": 'multipart/mixed; boundary="o"'}
    return plain(text.decode(), **(said | headers))


def come(raw: bytes, *to: str, sender: str | None = "") -> Received:
    """Take in a message and look at it."""
    kept = storing.keep(raw, Received.Way.LMTP, sender=sender, recipients=to)
    working.look_at(kept.received.pk)
    return Received.objects.get(pk=kept.received.pk)


def contact_of(delivery: Delivery) -> Contact:
    audience: Audience = delivery.audience
    return audience.contacts.get(pk=delivery.contact_id or 0)


def suppressed(account: Account) -> list[tuple[str, int | None]]:
    rows = Suppression.objects.filter(account=account).order_by("kind")
    return list(rows.values_list("kind", "audience_id"))


def told(contact: Contact) -> list[str]:
    log = Event.objects.filter(audience=contact.audience_id)
    return sorted(each.name.name for each in log.of_contact(contact.pk))


def facts(delivery: Delivery) -> tuple[str, bool, bool]:
    delivery.refresh_from_db()
    return (
        delivery.bounce,
        delivery.bounced_at is not None,
        delivery.complained_at is not None,
    )
