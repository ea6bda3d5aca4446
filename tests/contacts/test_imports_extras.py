from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audiences.models import Audience
from contacts.causes import Cause
from contacts.imports import mapping
from contacts.models import Contact
from tests.contacts.import_pages import answers, url
from tests.contacts.importing import bring, everything, numbers, refusals, take
from tests.factories import ContactFactory

SIGNED = "email,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP\n"


def evidence(audience: Audience) -> list[tuple[Any, ...]]:
    lines = audience.consents.order_by("pk").select_related("contact")
    return [(line.contact.email[0], line.given, line.at, line.ip) for line in lines]


def person(audience: Audience, name: str) -> dict[str, Any]:
    whole: dict[str, Any] = everything(audience)["people"][f"{name}@example.com"]
    return {key: whole[key] for key in ("region", "time_zone", "vip")}


@pytest.mark.parametrize(
    ("title", "sample", "wanted"),
    [
        *(("REGION", "03", "region"), ("Région", "Bretagne", "region")),
        *(("TIMEZONE", "Europe/Oslo", "time_zone"), ("Time zone", "", "time_zone")),
        *(("Fuseau horaire", "europe/paris", "time_zone"), ("VIP", "oui", "vip")),
        *(("Time zone", "CEST summer", "new"), ("vip", "gold", "new")),
        *(("OPTIN_TIME", "2020-01-02 03:04:05", "optin_at"), ("IP", "1.2.3.4", "new")),
        *(("OPTIN_IP", "192.0.2.1", "optin_ip"), ("CONFIRM_IP", "", "confirm_ip")),
        *(("Opt-in date", "1/2/2020", "optin_at"), ("Confirmed", "yes", "new")),
        *(("CONFIRM_TIME", "2020-01-02", "confirm_at"), ("Signed up", "", "optin_at")),
    ],
)
def test_titles_are_known_where_the_cells_agree(
    audience: Audience, title: str, sample: str, wanted: str
) -> None:
    fields = audience.fields.all()

    _email, column = mapping.suggest(["email", title], [["a@b.cc", sample]], fields)

    assert column.target == wanted


def test_more_of_a_person_is_filled_and_blank_cells_leave_it(
    audience: Audience,
) -> None:
    ContactFactory.create(
        *(), audience=audience, email="b@example.com", region="Old", vip=True
    )
    ContactFactory.create(audience=audience, email="c@example.com", vip=True)
    data = "email,region,time zone,vip\n"
    data += "a@example.com,Bretagne,europe/paris,oui\n"
    data += "b@example.com,,America/New York,\nc@example.com,,,no\n"

    assert bring(audience, data) == numbers(3, 1, 2, 0, 0, 0)

    a, b, c = (person(audience, name) for name in "abc")
    assert a == {"region": "Bretagne", "time_zone": "Europe/Paris", "vip": True}
    assert b == {"region": "Old", "time_zone": "America/New_York", "vip": True}
    assert c == {"region": "", "time_zone": "", "vip": False}
    assert bring(audience, data) == numbers(3, 0, 0, 3, 0, 0)


def test_people_who_are_left_alone_keep_what_they_have(audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="a@example.com", region="Old")
    data = "email,region,vip\na@example.com,New,yes\n"

    assert bring(audience, data, update_existing=False) == numbers(1, 0, 0, 1, 0, 0)
    assert person(audience, "a")["region"] == "Old"


def test_what_cannot_be_read_refuses_its_row_but_for_evidence(
    audience: Audience,
) -> None:
    data = "email,region,time zone,vip,OPTIN_TIME,OPTIN_IP\n"
    data += f"a@example.com,{'x' * 101},,,,\nb@example.com,,,,0000-00-00,nowhere\n"
    run = take(audience, data)
    targets = "region", "time_zone", "vip", "optin_at", "optin_ip"
    for column, target in zip(run.mapping[1:], targets, strict=True):
        column["target"] = target
    data += "c@example.com,,Mars/Olympus,,,\nd@example.com,,,perhaps,,\n"

    bring(audience, data, mapping=run.mapping)

    assert refusals(audience) == [(2, "region"), (4, "time_zone"), (5, "truth")]
    assert [name for name, *_rest in evidence(audience)] == ["b"]


def test_the_ledger_says_when_and_from_where_people_agreed(audience: Audience) -> None:
    data = SIGNED
    data += (
        "a@example.com,2020-01-02 03:04:05,192.0.2.1,2020-01-02 03:09:05,192.0.2.2\n"
    )
    data += "b@example.com,,,2021-05-06T07:08:09+02:00,2001:db8::1\n"
    data += "c@example.com,1989-12-31,192.0.2.3,,\nd@example.com,,,,\n"
    data += f"e@example.com,{timezone.now() + timedelta(days=2):%Y-%m-%d %H:%M},,,\n"

    bring(audience, data)

    now = audience.jobs.get().created_at
    first = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert evidence(audience) == [
        ("a", True, first, "192.0.2.1"),
        ("b", True, datetime(2021, 5, 6, 5, 8, 9, tzinfo=UTC), "2001:db8::1"),
        ("c", True, now, "192.0.2.3"),
        ("d", True, now, None),
        ("e", True, now, None),
    ]
    anna = audience.contacts.get(email="a@example.com")
    assert (anna.signup_at, anna.signup_ip) == (first, "192.0.2.1")
    assert (anna.optin_at, anna.optin_ip) == (
        datetime(2020, 1, 2, 3, 9, 5, tzinfo=UTC),
        "192.0.2.2",
    )
    assert anna.created_at == now


def test_moments_are_of_the_time_zone_of_the_audience(audience: Audience) -> None:
    audience.time_zone = "Europe/Oslo"
    audience.save()

    bring(audience, "email,OPTIN_TIME\na@example.com,2020-07-02 03:04:05\n")

    assert evidence(audience)[0][2] == datetime(2020, 7, 2, 1, 4, 5, tzinfo=UTC)


def test_an_opt_out_is_of_the_moment_it_came_in(audience: Audience) -> None:
    data = f"{SIGNED}a@example.com,2020-01-02,192.0.2.1,,\n"

    bring(audience, data, status="unsubscribed")

    now = audience.jobs.get().created_at
    assert evidence(audience) == [("a", False, now, None)]


def test_known_people_agree_only_where_their_status_moves(audience: Audience) -> None:
    for name, status in ("a", "subscribed"), ("b", "nonsubscribed"):
        ContactFactory.create(
            audience=audience, email=f"{name}@example.com", status=status
        )
    data = SIGNED
    data += "".join(f"{name}@example.com,2020-01-02,192.0.2.1,,\n" for name in "ab")

    assert bring(audience, data) == numbers(2, 0, 1, 1, 0, 0)

    at = datetime(2020, 1, 2, tzinfo=UTC)
    assert evidence(audience) == [("b", True, at, "192.0.2.1")]
    assert set(audience.contacts.values_list("signup_at", "optin_at")) == {(None, None)}


def test_a_file_says_nothing_that_is_older_than_the_ledger(audience: Audience) -> None:
    bea = ContactFactory.create(audience=audience, email="b@example.com")
    contacts: Any = audience.contacts
    at = datetime(2024, 1, 1, tzinfo=UTC)
    contacts.all().unsubscribe(Cause(audience, "staff", at=at))
    Contact.objects.filter(audience=audience, pk=bea.pk).update(status="nonsubscribed")

    bring(audience, f"{SIGNED}b@example.com,2020-01-02,192.0.2.1,,\n")

    now = audience.jobs.get().created_at
    assert evidence(audience)[1] == ("b", True, now, "192.0.2.1")


def test_two_columns_cannot_fill_the_same_of_a_person(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, "email,region,vip\na@example.com,x,yes\n")

    response = as_alice.post(url("check", run), answers(run, c2__target="region"))

    assert response.context["form"].non_field_errors() == [
        "Two columns fill “Region”. Leave one of them out."
    ]
