"""What a contact was sent and wrote by SMS, told among what happened to them.

Neither are events: the ledger knows what was sent, and texts are kept as they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from contacts.happenings import Line, Page, keeps
from delivery.optouts import telling as optouts
from delivery.tracking import telling

# Opens and clicks, and why somebody left, are told there.
__all__ = ["exchanged", "optouts", "telling"]

if TYPE_CHECKING:
    from contacts.models import Contact

MAX_QUOTED = 200  # letters of a text

# By hand, as every page of a profile asks it: putting together three queries took
# longer than the log needs. Without the key of an index, of one contact alone.
EXCHANGED = """
(SELECT d.sent_at AS at, d.id, d.message_id, m.name
 FROM delivery_delivery d
 JOIN delivery_message m ON m.audience_id = d.audience_id AND m.id = d.message_id
 WHERE d.audience_id = %(audience)s AND d.contact_id = %(contact)s
   AND d.state = 'sent' AND m.channel = ANY(%(channels)s)
   AND d.sent_at >= %(since)s AND d.sent_at < %(until)s
   AND (d.sent_at, d.id) < (%(at)s, %(id)s)
 ORDER BY d.sent_at DESC, d.id DESC LIMIT %(n)s)
UNION ALL
(SELECT t.received_at, t.id, NULL, left(t.body, %(letters)s)
 FROM delivery_receivedtext t
 WHERE 'sms' = ANY(%(channels)s)
   AND t.audience_id = %(audience)s AND t.contact_id = %(contact)s
   AND t.received_at >= %(since)s AND t.received_at < %(until)s
   AND (t.received_at, t.id) < (%(at)s, %(id)s)
 ORDER BY t.received_at DESC, t.id DESC LIMIT %(n)s)
"""
CHANNELS = {"mail": ["email"], "sms": ["sms"], "": ["email", "sms"]}


@keeps("mail", "sms")
def exchanged(contact: Contact, page: Page) -> list[Line]:
    """What they were sent, and wrote to the program of the audience: one query."""
    at, pk = page.key or ("infinity", 0)
    params: dict[str, Any] = {
        "audience": contact.audience_id,
        "contact": contact.pk,
        "channels": CHANNELS[page.kind],
        "since": page.since or "-infinity",
        "until": page.until or "infinity",
        "at": at,
        "id": pk,
        "n": page.n,
        "letters": MAX_QUOTED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(EXCHANGED, params)
        return [_line(contact, *row) for row in cursor.fetchall()]


def _line(contact: Contact, at: Any, pk: int, message: int | None, said: str) -> Line:
    if message is None:
        text = Truncator(said).chars(MAX_QUOTED)
        return Line(at, pk, "message", _("Wrote by SMS: “%(text)s”") % {"text": text})
    told = _("Was sent “%(message)s”") % {"message": said}
    page = reverse("delivery:message_detail", args=[contact.audience_id, message])
    return Line(at, pk, "send", told, page)
