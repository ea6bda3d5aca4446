"""SMS numbers and their permission, as files bring them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.imports import extras, fuller, mapping, undoing
from contacts.models import Contact, Suppression
from tests.contacts.importing import bring, numbers, refusals
from tests.factories import ContactFactory

TITLES = "email,SMS number,SMS permission\n"
NUMBER = "+4741200001"


@pytest.fixture(autouse=True)
def of_norway(audience: Audience) -> None:
    audience.country = "NO"
    audience.save()


def sms(audience: Audience) -> dict[str, tuple[str, str]]:
    rows = audience.contacts.values_list("email", "sms_phone", "sms_status")
    return {email[0]: (number, status) for email, number, status in rows}


def consents(audience: Audience) -> list[tuple[Any, ...]]:
    lines = audience.consents.filter(channel="sms").select_related("contact")
    told = [(one.contact.email[0], one.given, one.how) for one in lines]
    return sorted(told)


def held(audience: Audience, name: str, status: str, number: str = NUMBER) -> Contact:
    return ContactFactory.create(
        audience=audience,
        email=f"{name}@example.com",
        sms_phone=number,
        sms_status=status,
    )


@pytest.mark.parametrize(
    ("title", "sample", "wanted"),
    [
        ("SMS Phone Number", "412 00 001", "sms_phone"),
        ("Numéro SMS", "", "sms_phone"),
        ("SMS number", "+4741200001", "sms_phone"),
        ("SMS Status", "Subscribed", "sms_status"),
        ("Accepts SMS Marketing", "yes", "sms_status"),
        ("SMS consent", "perhaps", "new"),
    ],
)
def test_titles_are_known(
    audience: Audience, title: str, sample: str, wanted: str
) -> None:
    fields = audience.fields.all()

    _email, column = mapping.suggest(["email", title], [["a@b.cc", sample]], fields)

    assert column.target == wanted


def test_new_people_come_with_their_numbers_and_what_they_said(
    audience: Audience,
) -> None:
    data = f"{TITLES}a@example.com,412 00 001,yes\nb@example.com,+4741200002,no\n"
    data += "c@example.com,+4741200003,opted out\nd@example.com,,subscribed\n"

    assert bring(audience, data) == numbers(4, 4, 0, 0, 0, 0)

    assert sms(audience) == {
        "a": (NUMBER, "subscribed"),
        "b": ("+4741200002", "nonsubscribed"),
        "c": ("+4741200003", "unsubscribed"),
        "d": ("", "nonsubscribed"),
    }
    assert consents(audience) == [("a", True, "import"), ("c", False, "import")]


def test_people_who_are_here_are_brought_up_to_date_and_stay_out(
    audience: Audience,
) -> None:
    held(audience, "a", "nonsubscribed", "")
    held(audience, "b", "unsubscribed", "+4741200002")
    held(audience, "c", "subscribed", "+4741200003")
    held(audience, "d", "subscribed", "+4741200004")
    data = f"{TITLES}a@example.com,41200001,yes\nb@example.com,41200009,yes\n"
    data += "c@example.com,,stop\nd@example.com,41200005,\n"
    data = data.replace("stop", "unsubscribed")

    assert bring(audience, data) == numbers(4, 0, 3, 1, 0, 0)

    assert sms(audience) == {
        "a": (NUMBER, "subscribed"),
        "b": ("+4741200002", "unsubscribed"),
        "c": ("+4741200003", "unsubscribed"),
        "d": ("+4741200005", "subscribed"),
    }
    assert consents(audience) == [("a", True, "import"), ("c", False, "import")]
    assert bring(audience, data) == numbers(4, 0, 0, 4, 0, 0)


def test_a_number_that_opted_out_stays_out_whoever_brings_it(
    audience: Audience,
) -> None:
    Suppression.objects.keep_all(audience, [("sms", NUMBER)], timezone.now())
    held(audience, "z", "unsubscribed", "+4741200002")
    data = f"{TITLES}a@example.com,41200001,yes\nb@example.com,41200002,yes\n"

    bring(audience, data)

    found = sms(audience)
    assert found["a"] == (NUMBER, "unsubscribed")
    assert found["b"] == ("+4741200002", "unsubscribed")


def test_a_number_that_opted_out_stays_out_where_the_file_does_not_say_it(
    audience: Audience,
) -> None:
    Suppression.objects.keep_all(audience, [("sms", NUMBER)], timezone.now())
    held(audience, "a", "nonsubscribed")
    held(audience, "b", "nonsubscribed", "+4741200002")
    held(audience, "c", "subscribed")
    data = "email,SMS permission\na@example.com,yes\nb@example.com,yes\n"

    bring(audience, data)

    assert sms(audience) == {
        "a": (NUMBER, "unsubscribed"),
        "b": ("+4741200002", "subscribed"),
        "c": (NUMBER, "subscribed"),
    }
    assert ("a", False, "number") in consents(audience)


def test_of_several_rows_one_that_opts_out_of_sms_wins(audience: Audience) -> None:
    data = f"{TITLES}a@example.com,41200001,unsubscribed\na@example.com,41200001,yes\n"

    bring(audience, data)

    assert sms(audience) == {"a": (NUMBER, "unsubscribed")}


def test_without_permission_nobody_is_subscribed_to_sms(audience: Audience) -> None:
    data = f"{TITLES}a@example.com,41200001,yes\n"

    bring(audience, data, permission="none", status="nonsubscribed")

    assert sms(audience) == {"a": (NUMBER, "nonsubscribed")}


def test_what_is_no_number_or_no_word_refuses_its_row(audience: Audience) -> None:
    data = f"{TITLES}a@example.com,22 00 00 00,yes\nb@example.com,41200001,perhaps\n"
    targets = [None, extras.SMS_PHONE, extras.SMS_STATUS]
    fields = list(audience.fields.all())
    titles = TITLES.strip().split(",")
    columns = [c.to_dict() for c in mapping.suggest(titles, [], fields)]
    for column, target in zip(columns, targets, strict=True):
        column["target"] = target or column["target"]

    bring(audience, data, mapping=columns)

    assert refusals(audience) == [(2, "phone_fixed"), (3, "status")]


def test_an_opt_out_of_sms_is_not_lost_for_a_number_that_cannot_be_read(
    audience: Audience,
) -> None:
    held(audience, "a", "subscribed")
    data = f"{TITLES}a@example.com,22 00 00 00,unsubscribed\n"

    bring(audience, data)

    assert sms(audience) == {"a": (NUMBER, "unsubscribed")}


def test_undo_takes_the_new_people_and_keeps_that_their_numbers_opted_out(
    audience: Audience, alice: User
) -> None:
    data = f"{TITLES}a@example.com,41200001,yes\nb@example.com,41200002,unsubscribed\n"
    bring(audience, data)

    undoing.undo(audience, audience.imports.get(dry_run=False).pk, actor=alice)

    assert sms(audience) == {}
    asked = [NUMBER, "+4741200002"]
    assert Suppression.objects.among(audience, asked) == {"+4741200002"}


def test_a_file_without_such_columns_is_written_as_before() -> None:
    plain = {name: fuller.PLAIN[name] for name in ("extra", "texted", "sms_phone")}

    assert plain == {"extra": "", "texted": "", "sms_phone": "''"}
