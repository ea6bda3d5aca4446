"""What comes back, and what follows from it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.limits import Rate
from audiences.models import Audience
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Contact, Suppression
from delivery.models import Delivery, DomainPace, Received
from tests.delivery.ledgers import people
from tests.delivery.ledgers import told as counts
from tests.delivery.mails import (
    DOMAIN,
    at,
    come,
    contact_of,
    dsn,
    facts,
    feedback,
    plain,
    sent,
    suppressed,
    told,
)
from tests.factories import AudienceFactory, ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings: Any) -> None:
    settings.INBOUND_DOMAIN = DOMAIN


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (contact,) = people(audience, "anna@example.com")
    return contact


@pytest.fixture
def delivery(anna: Contact) -> Delivery:
    return sent(anna)


def test_a_dead_address_is_cleaned_and_bound_for_the_account(
    delivery: Delivery, anna: Contact
) -> None:
    received = come(dsn(anna.email), at("b", delivery.token))

    assert facts(delivery) == ("hard", True, False)
    assert contact_of(delivery).status == "cleaned"
    assert suppressed(anna.audience.account) == [("cleaned", None)]
    assert told(anna) == ["contact.cleaned", "email.bounced"]
    assert received.state == Received.State.DONE
    assert (received.kind, received.bounce, received.reason) == (
        *("bounce", "hard", "unknown"),
    )
    assert received.about == ["anna@example.com"]
    assert received.delivery_id == delivery.pk
    assert received.audience_id == anna.audience_id


@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_what_comes_back_was_sent_though_nobody_knew(
    anna: Contact, action: str
) -> None:
    at_noon = timezone.now() - timedelta(hours=3)
    delivery = sent(anna, state="unknown", reason="lost", dispatched_at=at_noon)

    for number in range(2):
        raw = dsn(anna.email, action=action, Message_ID=f"<{number}@x>")
        come(raw, at("b", delivery.token))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("sent", "")
    assert delivery.sent_at == at_noon
    assert delivery.bounce == ("hard" if action == "failed" else "")
    assert counts(delivery.message) == {"sent": 1}


def test_a_full_mailbox_costs_nobody_their_subscription(
    delivery: Delivery, anna: Contact
) -> None:
    come(dsn(anna.email, "5.2.2", "552 mailbox full"), at("b", delivery.token))

    assert facts(delivery) == ("soft", True, False)
    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == []


def test_whoever_is_not_let_in_says_nothing_against_the_person(
    delivery: Delivery, anna: Contact
) -> None:
    raw = dsn(anna.email, "5.7.1", "550 blocked using zen.spamhaus.org")

    come(raw, at("b", delivery.token))

    assert facts(delivery) == ("block", True, False)
    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == []


def test_a_domain_that_is_not_let_in_time_and_again_stops(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.pace.breaking.BLOCKS", Rate(2, 600))
    for contact in people(audience, "a@x.com", "b@x.com", "c@x.com"):
        raw = dsn(contact.email, "5.7.1", "550 blocked using zen.spamhaus.org")
        come(raw, at("b", sent(contact).token))

    (pace,) = DomainPace.objects.filter(account=audience.account)
    assert pace.tripped_at
    assert (pace.reason, pace.answer) == (
        *("blocks", "550 blocked using zen.spamhaus.org"),
    )


def test_what_is_late_is_no_bounce_yet(delivery: Delivery, anna: Contact) -> None:
    raw = dsn(anna.email, "4.4.1", "timed out", "delayed")

    received = come(raw, at("b", delivery.token))

    assert facts(delivery) == ("", False, False)
    assert (received.kind, received.reason) == ("bounce", "delayed")


@pytest.mark.parametrize(
    ("n", "days", "status"),
    [(5, 3, "cleaned"), (4, 3, "subscribed"), (5, 1, "subscribed")],
)
def test_a_mailbox_that_stays_full_long_enough_is_dead(
    anna: Contact, n: int, days: int, status: str
) -> None:
    first = timezone.now() - timedelta(days=n * days)
    deliveries = [
        sent(anna, sent_at=first + timedelta(days=days * number)) for number in range(n)
    ]

    for delivery in reversed(deliveries):
        come(
            dsn(anna.email, "5.2.2", "full", Message_ID=f"<{delivery.pk}@x>"),
            at("b", delivery.token),
        )

    anna.refresh_from_db()
    assert anna.status == status


def test_one_that_was_taken_between_begins_anew(anna: Contact) -> None:
    first = timezone.now() - timedelta(days=60)
    deliveries = [sent(anna, sent_at=first + timedelta(days=n * 7)) for n in range(7)]

    for delivery in [*deliveries[:3], *deliveries[4:]]:
        come(
            dsn(anna.email, "5.2.2", "full", Message_ID=f"<{delivery.pk}@x>"),
            at("b", delivery.token),
        )

    anna.refresh_from_db()
    assert anna.status == "subscribed"


def test_a_complaint_ends_it_for_the_whole_account(
    delivery: Delivery, anna: Contact
) -> None:
    returned = f"List-Unsubscribe: <mailto:{at('u', delivery.token)}>"

    received = come(feedback(returned), f"fbl@{DOMAIN}")

    assert received.kind == "complaint"
    assert facts(delivery) == ("", False, True)
    assert contact_of(delivery).status == "unsubscribed"
    assert suppressed(anna.audience.account) == [("complaint", None)]
    assert told(anna) == ["contact.unsubscribed", "email.complained"]


def test_who_became_another_complains_as_that_one(
    delivery: Delivery, anna: Contact
) -> None:
    """Both got it: what is left of this delivery is whom it was passed to."""
    (ann,) = people(anna.audience, "ann@example.org")
    sent(ann, of=delivery.message)
    merge(anna.audience, ann.pk, anna.pk, {}, Cause(anna.audience, "staff"))
    returned = f"List-Unsubscribe: <mailto:{at('u', delivery.token)}>"

    received = come(feedback(returned), f"fbl@{DOMAIN}")

    ann.refresh_from_db()
    assert ann.status == "unsubscribed"
    assert suppressed(ann.audience.account) == [("complaint", None)]
    assert "email.complained" in told(ann)
    assert (received.contact_id, received.reason) == (ann.pk, "")
    assert received.raw


def test_what_came_back_of_who_became_another_cleans_nobody(
    delivery: Delivery, anna: Contact
) -> None:
    (ann,) = people(anna.audience, "ann@example.org")
    sent(ann, of=delivery.message)
    merge(anna.audience, ann.pk, anna.pk, {}, Cause(anna.audience, "staff"))

    received = come(dsn("anna@example.com"), at("b", delivery.token))

    ann.refresh_from_db()
    assert (ann.status, received.contact_id) == ("subscribed", ann.pk)
    assert suppressed(ann.audience.account) == []


def test_whoever_says_that_it_is_no_spam_does_not_complain(
    delivery: Delivery, anna: Contact
) -> None:
    received = come(feedback("A: b", "not-spam"), at("r", delivery.token))

    assert received.reason == "praise"
    assert contact_of(delivery).status == "subscribed"


def test_an_email_to_the_address_of_opt_outs_unsubscribes(
    delivery: Delivery, anna: Contact
) -> None:
    come(plain(Subject="unsubscribe"), at("u", delivery.token), sender=anna.email)

    assert contact_of(delivery).status == "unsubscribed"
    assert anna.consents.get(given=False).how == "mail"


def test_what_somebody_answers_is_theirs(delivery: Delivery, anna: Contact) -> None:
    received = come(plain("Thanks!"), at("r", delivery.token), sender=anna.email)

    assert received.kind == "message"
    assert received.contact_id == anna.pk
    assert contact_of(delivery).status == "subscribed"
    assert told(anna) == []


def test_in_whatever_order_they_come_the_end_is_the_same(audience: Audience) -> None:
    ends = set()
    for order in itertools.permutations(["full", "dead", "spam", "blocked"]):
        email = f"{'-'.join(order)}@example.com"
        (contact,) = people(audience, email)
        delivery = sent(contact)
        mails = {
            "full": dsn(email, "5.2.2", "full"),
            "dead": dsn(email),
            "blocked": dsn(email, "5.7.1", "blocked using zen.spamhaus.org"),
            "spam": feedback("A: b"),
        }
        for name in order:
            come(mails[name], at("b", delivery.token))
        kinds = Suppression.objects.kinds_among(audience, [email])[email]
        is_out = contact_of(delivery).status in {"cleaned", "unsubscribed"}
        ends.add((facts(delivery), frozenset(kinds), is_out))

    assert ends == {(("hard", True, True), frozenset({"cleaned", "complaint"}), True)}


def test_who_has_another_address_by_now_is_not_cleaned(
    delivery: Delivery, anna: Contact
) -> None:
    anna.audience.contacts.filter(pk=anna.pk).update(email="new@example.com")

    come(dsn("anna@example.com"), at("b", delivery.token))

    assert contact_of(delivery).status == "subscribed"
    assert suppressed(anna.audience.account) == [("cleaned", None)]


def test_of_who_is_gone_nothing_is_kept(delivery: Delivery, anna: Contact) -> None:
    Delivery.objects.filter(audience=anna.audience_id).update(contact=None, email="")

    received = come(dsn(anna.email), at("b", delivery.token))

    assert (received.state, received.reason) == ("done", "gone")
    assert (bytes(received.raw), received.names, received.about) == (b"", [], [])
    assert received.recipients == []


def test_another_account_hears_nothing(delivery: Delivery, anna: Contact) -> None:
    other = ContactFactory.create(audience=AudienceFactory.create(), email=anna.email)

    come(dsn(anna.email), at("b", delivery.token))

    other.refresh_from_db()
    assert other.status == "subscribed"
    assert suppressed(other.audience.account) == []
