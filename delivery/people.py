"""Deliveries, which count where they went: the person can go, the delivery stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from audiences import people
from audiences.people import Person, Persons, Row, Telling
from delivery.frequency import CHOICES
from delivery.models import Delivery, Frequency, Hit

if TYPE_CHECKING:
    from audiences.models import Audience

# Nobody gets a message twice: of what both got, the one that goes is nobody's any more.
# What was done with it, who stays has done; the way out in it is theirs.
HAND_DEEDS_ON = """
UPDATE delivery_delivery kept SET
    opened_at = least(kept.opened_at, gone.opened_at),
    clicked_at = least(kept.clicked_at, gone.clicked_at),
    opens = kept.opens + gone.opens, clicks = kept.clicks + gone.clicks,
    complained_at = least(kept.complained_at, gone.complained_at)
FROM delivery_delivery gone
WHERE kept.audience_id = %(audience)s AND kept.contact_id = %(kept)s
  AND gone.audience_id = %(audience)s AND gone.contact_id = %(gone)s
  AND gone.message_id = kept.message_id
  AND (gone.opened_at IS NOT NULL OR gone.clicked_at IS NOT NULL
    OR gone.complained_at IS NOT NULL)
"""
LET_GO = """
UPDATE delivery_delivery d SET contact_id = NULL, email = '', passed_to = %(kept)s,
    opened_at = NULL, clicked_at = NULL, opens = 0, clicks = 0, complained_at = NULL
WHERE d.audience_id = %(audience)s AND d.contact_id = %(gone)s
  AND d.message_id IN (
    SELECT o.message_id FROM delivery_delivery o
    WHERE o.audience_id = %(audience)s AND o.contact_id = %(kept)s
  )
"""
HAND_ON = """
UPDATE delivery_delivery SET passed_to = %(kept)s
WHERE audience_id = %(audience)s AND passed_to = %(gone)s
"""
# Where they read, and with what; before nobody knows any more that it was they.
FORGET_HITS = """
UPDATE delivery_hit h SET ip = NULL, agent = ''
WHERE h.audience_id = %(audience)s AND h.delivery_id IN (
    SELECT d.id FROM delivery_delivery d
    WHERE d.audience_id = %(audience)s AND (d.contact_id = ANY (%(ids)s)
        OR d.contact_id IS NULL AND d.email = ANY (%(emails)s))
)
"""
FORGET = """
UPDATE delivery_delivery
SET contact_id = NULL, email = '', answer = '', passed_to = NULL, opt_out_words = ''
WHERE audience_id = %(audience)s
  AND (contact_id = ANY (%(ids)s) OR passed_to = ANY (%(ids)s)
    OR contact_id IS NULL AND (
      email = ANY (%(emails)s) OR email IN ({numbers})
  ))
"""
# Of nobody's deliveries and messages, those to and from the numbers of who goes.
NUMBERS = """
SELECT c.sms_phone FROM contacts_contact c
WHERE c.audience_id = %(audience)s AND c.id = ANY (%(ids)s) AND c.sms_phone <> ''
"""
FORGET_TEXTS = """
DELETE FROM delivery_receivedtext
WHERE audience_id = %(audience)s
  AND (contact_id = ANY (%(ids)s) OR number IN ({numbers}))
"""


# Of two wishes the one for less holds.
JOIN_FREQUENCY = """
INSERT INTO delivery_frequency AS f (audience_id, contact_id, days)
SELECT audience_id, %(kept)s, days FROM delivery_frequency
WHERE audience_id = %(audience)s AND contact_id = %(gone)s
ON CONFLICT (audience_id, contact_id) DO UPDATE
    SET days = greatest(f.days, excluded.days)
"""
LEAVE_FREQUENCY = """
DELETE FROM delivery_frequency
WHERE audience_id = %(audience)s AND contact_id = %(gone)s
"""


def join_frequency(audience: Audience, kept: int, gone: int) -> None:
    params = {"audience": audience.pk, "kept": kept, "gone": gone}
    with connection.cursor() as cursor:
        cursor.execute(JOIN_FREQUENCY, params)
        cursor.execute(LEAVE_FREQUENCY, params)


def tell_frequency(person: Person) -> Iterator[Row]:
    said = Frequency.objects.filter(audience=person.audience.pk, contact=person.pk)
    for one in said:
        label = str(CHOICES.get(one.days, one.days))
        yield {"days": one.days, "in_words": label}


def merge(audience: Audience, kept: int, gone: int) -> None:
    with connection.cursor() as cursor:
        params = {"audience": audience.pk, "kept": kept, "gone": gone}
        cursor.execute(HAND_DEEDS_ON, params)
        cursor.execute(LET_GO, params)
        cursor.execute(HAND_ON, params)
        cursor.execute(
            people.MOVE.format("delivery_delivery"), [kept, audience.pk, gone]
        )


def forget(persons: Persons) -> int:
    hits = people.run(FORGET_HITS, persons)
    return hits + people.run(FORGET.format(numbers=NUMBERS), persons)


def forget_texts(persons: Persons) -> int:
    return people.run(FORGET_TEXTS.format(numbers=NUMBERS), persons)


def tell(person: Person) -> Iterator[Row]:
    deliveries = Delivery.objects.filter(audience=person.audience.pk)
    own = deliveries.filter(contact_id=person.pk).select_related("message")
    for delivery in own.order_by("pk"):
        yield {
            "message": delivery.message.name,
            "subject": delivery.message.subject,
            "address": delivery.email,
            "state": delivery.state,
            "reason": delivery.reason,
            "sent_at": delivery.sent_at,
            "opened_at": delivery.opened_at,
            "clicked_at": delivery.clicked_at,
            "unsubscribed_at": delivery.unsubscribed_at,
            "opt_out_reason": delivery.opt_out_reason,
            "opt_out_words": delivery.opt_out_words,
        }


def tell_hits(person: Person) -> Iterator[Row]:
    hits = Hit.objects.filter(audience=person.audience.pk)
    own = hits.filter(delivery__contact_id=person.pk).select_related("link__message")
    for hit in own.order_by("pk"):
        yield {
            "message": hit.link.message.name,
            "what": hit.link.kind,
            "leads_to": hit.link.url,
            "at": hit.at,
            "ip": hit.ip,
            "program": hit.agent,
            "machine": hit.reason,
        }


people.trace(
    "delivery_hit",
    erase="with its delivery, which says whose it is",
    tells=Telling("opens_and_clicks", tell_hits),
)


def tell_texts(person: Person) -> Iterator[Row]:
    for text in person.audience.receivedtexts.filter(contact=person.pk).order_by("pk"):
        yield {
            "number": text.number,
            "text": text.body,
            "received_at": text.received_at,
        }


people.rows(
    "delivery_frequency",
    join_frequency,
    tells=Telling("frequency", tell_frequency),
)
people.rows("delivery_delivery", merge, erase=forget, tells=Telling("deliveries", tell))
people.rows(
    "delivery_receivedtext",
    erase=forget_texts,
    tells=Telling("received_texts", tell_texts),
)
