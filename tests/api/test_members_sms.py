"""SMS numbers of members and their permission, by the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.moments import text_of
from audiences.models import Audience
from contacts.models import Consent, Contact, Suppression
from tests.api.conftest import ApiClient
from tests.api.members import anna, path_of, the
from tests.factories import ContactFactory

EMAIL, NUMBER = "anna@example.com", "+4741200001"


def with_sms(audience: Audience, status: str, **more: Any) -> Contact:
    more = {"email": EMAIL, "sms_phone": NUMBER} | more
    return ContactFactory.create(audience=audience, sms_status=status, **more)


def test_a_new_member_comes_with_number_and_permission(
    api: ApiClient, audience: Audience
) -> None:
    sms = {
        "sms_phone_number": "+47 412 00 001",
        "sms_subscription_status": "subscribed",
    }

    member = api.post(path_of(audience), anna(**sms))

    line = Consent.objects.get(audience=audience, channel="sms")
    assert line.source
    assert (line.given, line.how, line.source.kind) == (True, "api", "api")
    assert {name: member[name] for name in member if name.startswith("sms_")} == {
        "sms_phone_number": NUMBER,
        "sms_subscription_status": "subscribed",
        "sms_subscription_last_updated": text_of(line.at),
    }


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("nonsubscribed", "subscribed", "subscribed"),
        ("pending", "subscribed", "subscribed"),
        ("subscribed", "unsubscribed", "unsubscribed"),
        ("nonsubscribed", "unsubscribed", "unsubscribed"),
        ("nonsubscribed", "nonsubscribed", "nonsubscribed"),
        ("pending", "pending", "pending"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_sms_status_is_reached_by_the_verbs(
    api: ApiClient,
    audience: Audience,
    before: str,
    wanted: str,
    after: str,
    method: str,
) -> None:
    with_sms(audience, before)
    said = {"email_address": EMAIL, "sms_subscription_status": wanted}

    response = api.send(method, path_of(audience, EMAIL), said)

    assert response.json()["sms_subscription_status"] == after
    assert (the(audience).sms_status, the(audience).status) == (after, "subscribed")


@pytest.mark.parametrize(
    ("before", "said", "title", "field"),
    [
        ("unsubscribed", "subscribed", "Member In Compliance State", ""),
        ("subscribed", "nonsubscribed", "Invalid Resource", "sms_subscription_status"),
        ("nonsubscribed", "pending", "Invalid Resource", "sms_subscription_status"),
        (
            "unsubscribed",
            "nonsubscribed",
            "Invalid Resource",
            "sms_subscription_status",
        ),
    ],
)
def test_no_other_status_is_reached_and_nothing_is_written(
    api: ApiClient, audience: Audience, before: str, said: str, title: str, field: str
) -> None:
    with_sms(audience, before)
    more = {"vip": True, "sms_subscription_status": said}

    problem = api.refused("PATCH", path_of(audience, EMAIL), more)

    assert problem["title"] == title
    assert [one["field"] for one in problem.get("errors", [])] == [field] * bool(field)
    assert (the(audience).sms_status, the(audience).vip) == (before, False)


def test_without_a_number_nobody_is_subscribed_to_sms(
    api: ApiClient, audience: Audience
) -> None:
    said = anna(sms_subscription_status="subscribed")

    problem = api.refused("POST", path_of(audience), said)

    assert problem["errors"][0]["field"] == "sms_phone_number"
    assert not audience.contacts.exists()


def test_a_number_that_takes_no_sms_is_refused(
    api: ApiClient, audience: Audience
) -> None:
    said = anna(sms_phone_number="+47 22 00 00 00")

    problem = api.refused("POST", path_of(audience), said)

    told = [(one["field"], one["message"]) for one in problem["errors"]]
    assert told == [("sms_phone_number", "No SMS goes to this kind of number.")]


def test_a_number_whose_owner_opted_out_and_is_gone_is_not_subscribed_again(
    api: ApiClient, audience: Audience
) -> None:
    Suppression.objects.keep_all(audience, [("sms", NUMBER)], timezone.now())
    number = {"sms_phone_number": NUMBER}

    problem = api.refused(
        "POST", path_of(audience), anna(**number, sms_subscription_status="subscribed")
    )
    api.post(path_of(audience), anna(**number))

    assert problem["title"] == "Member In Compliance State"
    assert (the(audience).sms_phone, the(audience).sms_status) == (
        NUMBER,
        "unsubscribed",
    )


def test_a_number_goes_and_the_member_stays(api: ApiClient, audience: Audience) -> None:
    with_sms(audience, "unsubscribed")

    api.patch(path_of(audience, EMAIL), {"sms_phone_number": ""})

    assert (the(audience).sms_phone, the(audience).sms_status) == ("", "unsubscribed")
    assert Suppression.objects.among(audience, [NUMBER]) == {NUMBER}


def test_a_batch_asks_as_often_for_many_as_for_one(
    api: ApiClient, audience: Audience
) -> None:
    asked = []
    for n in (1, 8):
        members = [
            anna(
                email_address=f"{n}-{i}@example.com",
                sms_phone_number=f"+47412001{n}{i}",
                sms_subscription_status="subscribed",
            )
            for i in range(n)
        ]
        with CaptureQueriesContext(connection) as queries:
            answer = api.post(f"/lists/{audience.public_id}", {"members": members})
        asked.append(len(queries))
        assert answer["total_created"] == n
        statuses = {one["sms_subscription_status"] for one in answer["new_members"]}
        assert statuses == {"subscribed"}

    assert asked[0] >= asked[1]
