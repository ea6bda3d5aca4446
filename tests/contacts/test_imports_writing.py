from __future__ import annotations

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts.imports import running, staging
from contacts.models import Suppression
from contacts.suppression import hasher
from events.models import EventTotal
from events.names import Own
from tests.contacts.importing import bring, everything, numbers, refusals, take
from tests.factories import AudienceFactory, ContactFactory, TagFactory

STATUSES = ["subscribed", "unsubscribed", "nonsubscribed", "pending", "cleaned"]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few rows take many slices and several buckets."""
    monkeypatch.setattr(running, "BUCKET_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


def suppress(audience: Audience, email: str, *, everywhere: bool = False) -> None:
    Suppression.objects.create(
        account=audience.account,
        audience_id=None if everywhere else audience.pk,
        kind="unsubscribed",
        hash=hasher()(email),
    )


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (
            "subscribed",
            {
                "subscribed": "subscribed",
                "unsubscribed": "unsubscribed",
                "nonsubscribed": "subscribed",
                "pending": "pending",
                "cleaned": "cleaned",
            },
        ),
        ("nonsubscribed", {status: status for status in STATUSES}),
        (
            "unsubscribed",
            {
                "subscribed": "unsubscribed",
                "unsubscribed": "unsubscribed",
                "nonsubscribed": "unsubscribed",
                "pending": "unsubscribed",
                "cleaned": "cleaned",
            },
        ),
        (
            "cleaned",
            {
                "subscribed": "cleaned",
                "unsubscribed": "unsubscribed",
                "nonsubscribed": "cleaned",
                "pending": "cleaned",
                "cleaned": "cleaned",
            },
        ),
    ],
)
def test_a_file_never_brings_back_who_opted_out(
    audience: Audience, status: str, wanted: dict[str, str]
) -> None:
    for old in STATUSES:
        for kind, archived_at in (("here", None), ("gone", timezone.now())):
            ContactFactory.create(
                audience=audience,
                email=f"{old}-{kind}@example.com",
                status=old,
                archived_at=archived_at,
            )
    suppress(audience, "lost@example.com")
    suppress(audience, "dead@example.com", everywhere=True)
    suppress(audience, "unsubscribed-here@example.com")
    people = [
        f"{old}-{kind}@example.com" for old in STATUSES for kind in ("here", "gone")
    ]
    lines = [
        "email",
        *people,
        "lost@example.com",
        "dead@example.com",
        "new@example.com",
    ]

    bring(audience, "\n".join(lines), status=status)

    after = {
        email: (person["status"], person["archived"])
        for email, person in everything(audience)["people"].items()
    }
    assert after == {
        **{f"{old}-here@example.com": (new, False) for old, new in wanted.items()},
        **{f"{old}-gone@example.com": (new, False) for old, new in wanted.items()},
        "new@example.com": (status, False),
    }
    assert refusals(audience) == [(12, "suppressed"), (13, "suppressed")]


def test_blank_cells_leave_what_is_there(audience: Audience) -> None:
    bring(
        audience,
        "email,first name,last name,phone,city,tags,language,country\n"
        "a@example.com,Ann,Doe,+32470123456,Oslo,old,nl,BE\n",
    )
    before = everything(audience)["people"]

    report = bring(
        audience,
        "email,first name,last name,phone,city,tags,language,country\n"
        "A@Example.com,, ,,,,,\n"
        "b@example.com,x,x,+32470123456,x,x,en,FR\n",
    )

    assert report == numbers(2, 1, 0, 1, 0, 0)
    assert everything(audience)["people"]["a@example.com"] == before["a@example.com"]


def test_tags_are_added_and_never_taken_away(audience: Audience) -> None:
    tag = TagFactory.create(audience=audience, name="Old")
    ContactFactory.create(audience=audience, email="a@example.com", tag_ids=[tag.pk])
    spring = TagFactory.create(audience=audience, name="Spring")

    bring(
        audience,
        "email,tags\na@example.com,new\nb@example.com,OLD\n",
        tag_ids=[spring.pk],
    )

    assert everything(audience)["tagged"] == {"Old": 2, "new": 1, "Spring": 2}
    assert everything(audience)["people"]["a@example.com"]["tags"] == [
        *("Old", "Spring", "new")
    ]


def test_of_several_rows_for_one_address_the_last_wins(audience: Audience) -> None:
    data = "email,first name,last name\na@example.com,Ann,Doe\nb@example.com,Bo,\n"
    data += "A@EXAMPLE.COM,Anna,\n\na@example.com,,Roe\nnobody,,\n"

    assert bring(audience, data) == numbers(5, 2, 0, 0, 1, 2)
    person = everything(audience)["people"]["a@example.com"]
    assert (person["first_name"], person["last_name"]) == ("", "Roe")


def test_people_are_left_alone_unless_they_are_to_be_updated(
    audience: Audience,
) -> None:
    ContactFactory.create(audience=audience, email="a@example.com", first_name="Ann")
    ContactFactory.create(
        audience=audience, email="b@example.com", archived_at=timezone.now()
    )
    before = everything(audience)
    data = "email,first name,tags\na@example.com,Anna,new\nb@example.com,Bo,new\n"

    report = bring(audience, data, update_existing=False)

    assert report == numbers(2, 0, 0, 2, 0, 0)
    after = everything(audience)
    assert after == {**before, "fields": after["fields"]}


def test_the_same_file_again_changes_nothing(audience: Audience) -> None:
    data = (
        "email,first name,phone,city,age,born,tags,country\n"
        'a@example.com,Ann,+32470 123456,Oslo,44,1980-01-02,"x,y",no\n'
        "b@example.com,Bo,,Rome,1.50,,,\n"
    )
    bring(audience, data)
    before = everything(audience)
    moments = set(audience.contacts.values_list("pk", "changed_at"))

    assert bring(audience, data) == numbers(2, 0, 0, 2, 0, 0)
    assert everything(audience) == before
    assert set(audience.contacts.values_list("pk", "changed_at")) == moments


def test_new_fields_are_made_once_and_typed(audience: Audience) -> None:
    data = "email,Shoe size,Since,Site,Note\na@example.com,42,2024-05-06,http://a.b,x\n"
    run = take(audience, data)

    bring(audience, data)

    assert [column["type"] for column in run.mapping[1:]] == [
        *("number", "date", "url", "text")
    ]
    made = audience.fields.filter(tag__in=["SHOE_SIZE", "SINCE", "SITE", "NOTE"])
    assert set(made.values_list("label", "type")) == {
        *(("Shoe size", "number"), ("Since", "date"), ("Site", "url"), ("Note", "text"))
    }
    assert everything(audience)["people"]["a@example.com"]["fields"] == {
        "Shoe size": 42,
        "Since": "2024-05-06",
        "Site": "http://a.b",
        "Note": "x",
    }


def test_another_audience_is_never_touched(audience: Audience) -> None:
    other = AudienceFactory.create(account=audience.account)
    TagFactory.create(audience=other, name="vip")
    ContactFactory.create(audience=other, email="a@example.com", status="unsubscribed")
    before = everything(other)

    bring(audience, "email,first name,tags\na@example.com,Ann,vip\n")

    assert everything(other) == before
    assert everything(audience)["people"]["a@example.com"]["tags"] == ["vip"]


def test_events_are_totalled_as_they_are_written(audience: Audience) -> None:
    bring(audience, "email,tags\na@example.com,\nb@example.com,\n")
    bring(audience, "email,tags\na@example.com,x\nb@example.com,\n")

    totals = EventTotal.objects.filter(audience=audience, name_id=Own.CONTACT_IMPORTED)
    assert sorted(totals.values_list("n", flat=True)) == [1, 2]


@pytest.mark.parametrize("update", [True, False])
def test_a_dry_run_says_what_the_real_one_does_and_writes_nothing(
    audience: Audience, update: bool
) -> None:
    tag = TagFactory.create(audience=audience, name="vip")
    ContactFactory.create(audience=audience, email="a@example.com", tag_ids=[tag.pk])
    ContactFactory.create(audience=audience, email="b@example.com", status="cleaned")
    suppress(audience, "lost@example.com")
    data = "email,city,tags\n" + "".join(
        f"{name}@example.com,{city},{tags}\n"
        for name, city, tags in [
            *(("a", "", "vip"), ("b", "Rome", ""), ("lost", "", ""), ("c", "", "x,y")),
            *(("c", "Oslo", "y,z"), ("c d", "", ""), ("a", "", "VIP"), ("d", "", "q")),
        ]
    )
    before = everything(audience)
    sources = audience.sources.count()

    dry = bring(audience, data, update_existing=update, dry_run=True)

    assert everything(audience) == before
    assert audience.sources.count() == sources
    assert set(audience.tags.values_list("name", flat=True)) == {"vip"}
    assert dry == bring(audience, data, update_existing=update)
