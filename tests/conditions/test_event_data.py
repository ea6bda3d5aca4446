"""What the answers to questions about events rest on, and which are offered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from audiences.models import Audience
from conditions.binding import read_and_bind
from conditions.explaining import explain
from conditions.moments import At
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from contacts.models import Contact
from events.models import CustomEvent, Event, EventName
from segments.starters import price_of, purchase_of
from tests.conditions.bought import of, value
from tests.conditions.happenings import NOW, TODAY, ZONE
from tests.factories import ContactFactory


def datum(audience: Audience, pk: int, op: str, said: dict[str, Any]) -> str:
    bound = read_and_bind(of(op, said), subjects_of(audience))
    answer = explain(bound, audience.contacts.all(), pk, At(NOW, ZONE))
    assert answer is not None
    return answer.of[0].datum


def test_the_datum_says_since_when_it_was_counted(
    audience: Audience, buyer: Contact
) -> None:
    since = TODAY - timedelta(days=29)
    written = f"{since.day} {since:%B %Y}"
    lately = value(when={"is": "last", "value": 30})

    said = datum(audience, buyer.pk, "did", lately)
    assert said.startswith(f"2 times since {written}, the latest: ")
    assert said.count(":") == 3
    silent = ContactFactory.create(audience=audience)
    assert datum(audience, silent.pk, "did_not", lately) == (
        f"It did not happen since {written}."
    )


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("sum", "The sum is 1,110.5. 3 times, "),
        ("average", "The average is 370.1667. 3 times, "),
        ("smallest", "The smallest is 50.5. 3 times, "),
        ("largest", "The largest is 1,000. 3 times, "),
    ],
)
def test_the_datum_of_a_measure_is_what_was_measured(
    audience: Audience, buyer: Contact, measure: str, said: str
) -> None:
    more = {"is": "more", "value": 100}

    found = datum(audience, buyer.pk, measure, value(of="sum", amount=more))
    other = datum(audience, buyer.pk, measure, value(of="weight", amount=more))

    assert found.startswith(said)
    assert other.startswith("No number is known of it. 3 times, ")


def test_the_datum_counts_what_the_log_no_longer_keeps_where_that_is_counted(
    audience: Audience, buyer: Contact
) -> None:
    Event.objects.filter(audience=audience, contact_id=buyer.pk).delete()
    often = value(times={"is": "at_least", "value": 3})

    assert datum(audience, buyer.pk, "times", often).startswith("3 times, the latest: ")


def test_a_hidden_event_is_not_offered_and_stays_where_it_is_asked_for(
    audience: Audience, buyer: Contact
) -> None:
    names = EventName.objects.filter(name__in=["bought", "signed_in"])
    for name in names:
        hidden_at = NOW if name.name == "bought" else None
        CustomEvent.objects.create(audience=audience, name=name, hidden_at=hidden_at)
    subjects = subjects_of(audience)
    asked = read_and_bind(of("did", value()), subjects)
    control = subjects["event"].operators[0].control.parts["name"]  # type: ignore[attr-defined]  # Parts

    assert asked.root is not None
    assert "“bought”" in sentence(asked.root)
    assert "signed_in" in control.offered()
    assert "bought" not in control.offered()
    assert "bought" in control.offered(["bought"])
    assert purchase_of(subjects["event"]) is None


def test_the_price_of_a_purchase_is_the_property_that_it_carries(
    audience: Audience, buyer: Contact
) -> None:
    subject = subjects_of(audience)["event"]

    assert purchase_of(subject) == "bought"
    assert price_of(audience, subject, "bought") == "sum"
    assert price_of(audience, subject, None) == "price"
