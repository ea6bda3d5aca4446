"""Why somebody left, as they said by a message, is told of them by the API."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts import statuses
from contacts.causes import Cause
from contacts.models import Contact
from delivery.models import Delivery, OptOutReason
from delivery.optouts import verbs
from delivery.optouts.reasons import Why
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.delivery.ledgers import people
from tests.delivery.mails import sent

EMAIL = "anna@example.com"


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, EMAIL)
    return anna


@pytest.fixture
def news(anna: Contact) -> Delivery:
    return sent(anna)


def member(api: ApiClient, audience: Audience) -> dict[str, Any]:
    said: dict[str, Any] = api.get(path_of(audience, EMAIL))
    return said


def unsubs(api: ApiClient, audience: Audience) -> list[str]:
    path = path_of(audience, EMAIL, "/activity-feed?activity_filters=unsub")
    return [each["unsubscribe_reason"] for each in api.get(path)["activity"]]


def test_the_reason_they_gave_is_told_of_who_left_and_of_the_leaving(
    api: ApiClient, audience: Audience, news: Delivery
) -> None:
    verbs.opt_out(news, "link")
    verbs.explain(news, Why(OptOutReason.OTHER, "Too many beans"))

    why = "Another reason: “Too many beans”"
    assert member(api, audience)["unsubscribe_reason"] == why
    assert unsubs(api, audience) == [why]


def test_nothing_is_told_of_who_said_nothing(
    api: ApiClient, audience: Audience, news: Delivery
) -> None:
    verbs.opt_out(news, "link")

    assert member(api, audience)["unsubscribe_reason"] == ""
    assert unsubs(api, audience) == [""]


def test_a_reason_of_another_time_is_not_told_of_this_one(
    api: ApiClient, audience: Audience, anna: Contact, news: Delivery
) -> None:
    verbs.opt_out(news, "link")
    verbs.explain(news, Why(OptOutReason.NO_LONGER))
    row = audience.contacts.filter(pk=anna.pk)
    assert statuses.come_back(row, Cause(audience, "form"))
    assert member(api, audience)["unsubscribe_reason"] == ""
    row.unsubscribe(Cause(audience, "staff"))

    assert member(api, audience)["status"] == "unsubscribed"
    assert member(api, audience)["unsubscribe_reason"] == ""
    assert unsubs(api, audience) == ["", "No longer wanted"]
