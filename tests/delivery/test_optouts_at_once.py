"""Whatever comes at the same moment, whoever wants out is out, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from audiences import jobs
from audiences.models import Audience
from contacts.causes import Cause
from contacts.imports import running
from contacts.models import Contact, Suppression
from contacts.recounting import differences
from delivery.addressing import written
from delivery.models import Delivery, OptOutReason
from delivery.optouts import verbs
from delivery.optouts.finding import find
from delivery.optouts.reasons import Why
from events.models import Event
from events.names import Own
from tests.contacts.importing import take
from tests.contacts.together import at_once
from tests.delivery.ledgers import freeze, message, people
from tests.factories import AudienceFactory

ROUNDS = 8


@pytest.fixture
def audience(transactional_db: None) -> Audience:
    audience: Audience = AudienceFactory.create()
    return audience


def deliveries(audience: Audience, n: int = ROUNDS) -> list[Delivery]:
    people(audience, *(f"reader{k}@x.org" for k in range(n)))
    news = message(audience)
    freeze(news)
    return list(news.deliveries.order_by("pk"))


def anew(delivery: Delivery) -> Delivery:
    """As each request finds it for itself."""
    found = find(written(delivery.token))
    assert found is not None
    return found


def saying(delivery: Delivery, reason: OptOutReason) -> Callable[[], object]:
    own = anew(delivery)
    return lambda: verbs.explain(own, Why(reason))


def coming_back(delivery: Delivery) -> Callable[[], object]:
    own = anew(delivery)
    return lambda: verbs.take_back(own, ip=None, wording="Back")


def happened(delivery: Delivery, name: Own) -> list[dict[str, Any]]:
    log = Event.objects.filter(audience=delivery.audience_id, kind="own")
    of_them = log.filter(contact_id=delivery.contact_id or 0, name_id=int(name))
    return list(of_them.order_by("id").values_list("properties", flat=True))


def reader(delivery: Delivery) -> Contact:
    return delivery.audience.contacts.get(pk=delivery.contact_id or 0)


def test_of_two_reasons_at_once_the_last_one_stands(audience: Audience) -> None:
    for delivery in deliveries(audience):
        verbs.opt_out(delivery, "link")

        failed = at_once(
            saying(delivery, OptOutReason.NO_LONGER),
            saying(delivery, OptOutReason.INAPPROPRIATE),
        )

        said = happened(delivery, Own.CONTACT_GAVE_REASON)
        delivery.refresh_from_db()
        assert failed == []
        assert len(said) == 2
        assert delivery.opt_out_reason == said[-1]["reason"]


def test_spam_at_once_is_one_complaint(audience: Audience) -> None:
    for delivery in deliveries(audience):
        verbs.opt_out(delivery, "link")

        failed = at_once(*(saying(delivery, OptOutReason.SPAM) for _one in range(3)))

        assert failed == []
        assert len(happened(delivery, Own.CONTACT_GAVE_REASON)) == 1
        assert len(happened(delivery, Own.EMAIL_COMPLAINED)) == 1
    kept = Suppression.objects.filter(account=audience.account, kind="complaint")
    assert kept.count() == ROUNDS


def test_nobody_both_complains_and_comes_back(audience: Audience) -> None:
    for delivery in deliveries(audience):
        verbs.opt_out(delivery, "link")

        failed = at_once(saying(delivery, OptOutReason.SPAM), coming_back(delivery))

        complained = len(happened(delivery, Own.EMAIL_COMPLAINED))
        delivery.refresh_from_db()
        ends = {
            ("subscribed", 0, "", True),
            ("unsubscribed", 1, "spam", False),
        }
        is_back = delivery.unsubscribed_at is None
        assert failed == []
        assert (
            reader(delivery).status,
            complained,
            delivery.opt_out_reason,
            is_back,
        ) in ends
    assert differences(audience) == []


def test_a_reason_beside_the_way_back_keeps_nobody_out(audience: Audience) -> None:
    for delivery in deliveries(audience):
        verbs.opt_out(delivery, "link")

        failed = at_once(saying(delivery, OptOutReason.OTHER), coming_back(delivery))

        delivery.refresh_from_db()
        assert failed == []
        assert reader(delivery).status == "subscribed"
        assert delivery.opt_out_reason == ""
        assert len(happened(delivery, Own.CONTACT_GAVE_REASON)) <= 1


def test_who_opts_out_while_a_file_of_them_comes_in_is_out_once(
    audience: Audience, own_files: object
) -> None:
    sent = deliveries(audience)
    lines = "".join(f"reader{n}@x.org,Ann {n}\n" for n in reversed(range(ROUNDS)))
    run = running.start(take(audience, f"Email,First name\n{lines}"))

    def all_out() -> None:
        for delivery in sent:
            verbs.opt_out(anew(delivery), "one_click")

    failed = at_once(lambda: jobs.run(run), all_out, all_out)

    assert failed == []
    run.refresh_from_db()
    assert run.state == "finished", run.error
    for delivery in sent:
        contact = reader(delivery)
        assert contact.status == "unsubscribed"
        assert len(happened(delivery, Own.CONTACT_UNSUBSCRIBED)) == 1
        assert contact.consents.filter(given=False).count() == 1
        last = contact.consents.newest_first()[0]
        assert last.given is False
        delivery.refresh_from_db()
        assert delivery.unsubscribed_at == contact.status_at
    assert differences(audience) == []


def test_a_file_that_comes_later_brings_nobody_back(
    audience: Audience, own_files: object
) -> None:
    (delivery,) = deliveries(audience, 1)
    verbs.opt_out(delivery, "link")
    verbs.explain(delivery, Why(OptOutReason.NEVER_SIGNED_UP))

    run = running.start(take(audience, "Email\nreader0@x.org\n"))
    jobs.run(run)
    audience.contacts.all().subscribe(Cause(audience, "staff"))

    assert reader(delivery).status == "unsubscribed"
    assert len(happened(delivery, Own.CONTACT_UNSUBSCRIBED)) == 1
