from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from audiences import jobs
from audiences.models import Audience
from contacts.imports import (
    archives,
    arrivals,
    mapping,
    preparing,
    running,
    undoing,
)
from contacts.imports.reading import FileRefused
from contacts.models import Import
from tests.contacts.import_pages import answers, begin, url, work
from tests.contacts.importing import everything, numbers
from tests.contacts.workbooks import zip_of

TITLES = (
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,"
    "CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,"
    "EUID,NOTES,TAGS"
)
ROW = (
    '{email},Ann,Doe,3,"2020-01-02 03:04:05",192.0.2.1,"2020-01-02 03:05:05",192.0.2.1,'
    '59.9,10.7,1,2,Europe/Oslo,no,03,"2021-01-01 00:00:00",1,abc,,"""Fair"",""VIP"""\n'
)


def member(email: str) -> str:
    return f"{TITLES}\n{ROW.format(email=email)}"


ARCHIVE = {
    "subscribed_members_export_1a2b.csv": member("a@example.com"),
    "unsubscribed_members_export_1a2b.csv": member("b@example.com"),
    "cleaned_members_export_1a2b.csv": member("c@example.com"),
    "__MACOSX/._subscribed.csv": "x",
    "readme.md": "x",
}


def upload(client: Client, audience: Audience, data: bytes) -> Import:
    file = SimpleUploadedFile("audience_export.zip", data)
    response = client.post(url("create", audience), {"file": file})
    assert response.status_code == 302
    return audience.imports.get()


def told(audience: Audience) -> dict[str, str]:
    people = everything(audience)["people"]
    return {email: person["status"] for email, person in people.items()}


def test_the_lists_of_an_archive_come_in_together_with_their_status(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    assert run.parts == list(ARCHIVE)[:3]
    page = as_alice.get(url("map", run)).content.decode()
    assert "subscribed_members_export_1a2b.csv" in page
    assert "Check about 3 rows" in page

    begin(as_alice, run, permission="other_service")
    job = work()

    assert told(audience) == {
        "a@example.com": "subscribed",
        "b@example.com": "unsubscribed",
        "c@example.com": "cleaned",
    }
    assert running.report(job) == numbers(3, 3, 0, 0, 0, 0)
    person = everything(audience)["people"]["b@example.com"]
    assert (person["country"], person["first_name"]) == ("NO", "Ann")
    assert (person["fields"], audience.jobs.filter(kind=running.KIND).count()) == (
        {},
        2,
    )


def test_who_opted_out_there_cannot_be_subscribed_here(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))

    for place, status in ((1, "subscribed"), (2, "nonsubscribed"), (2, None)):
        posted = answers(run, **{f"l{place}__status": status})
        response = as_alice.post(url("check", run), posted)

        assert response.status_code == 422
        form = response.context["form"]
        assert form.non_field_errors() == ["Some lists need a look."]
        assert form.lists[place].errors["status"] == [
            "The people of this list opted out or cannot be reached."
        ]


def test_a_list_can_be_left_out(as_alice: Client, audience: Audience) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))

    begin(as_alice, run, permission="signed_up", l0__is_taken=None)
    job = work()

    assert sorted(told(audience)) == ["b@example.com", "c@example.com"]
    assert running.report(job) == numbers(2, 2, 0, 0, 0, 0)
    page = as_alice.get(url("detail", run))
    assert [part.name for part in page.context["lists"]] == list(ARCHIVE)[1:3]


def test_without_any_list_there_is_nothing_to_import(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    none = {f"l{place}__is_taken": None for place in range(3)}

    response = as_alice.post(url("check", run), answers(run, **none))

    assert response.context["form"].non_field_errors() == ["Choose at least one list."]


def test_a_list_whose_name_says_nothing_gets_the_status_that_is_chosen(
    as_alice: Client, audience: Audience
) -> None:
    names = ["first.csv", "second.csv"]
    members = {name: f"email\n{name[:3]}@example.com\n" for name in names}
    run = upload(as_alice, audience, zip_of(members))

    begin(as_alice, run, l1__status="unsubscribed", permission="customers")
    work()

    assert told(audience) == {
        "fir@example.com": "subscribed",
        "sec@example.com": "unsubscribed",
    }


def test_without_permission_nobody_of_a_subscribed_list_is_subscribed(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))

    begin(as_alice, run)
    work()

    assert told(audience)["a@example.com"] == "nonsubscribed"


def test_an_opt_out_in_one_list_wins_over_a_subscribe_in_another(
    audience: Audience,
) -> None:
    data = zip_of(
        {
            "unsubscribed_1.csv": "email,status\na@example.com,subscribed\n",
            "subscribed_1.csv": "email,name\na@example.com,Ann\nb@example.com,Bo\n",
        }
    )
    run = arrivals.receive(audience, io.BytesIO(data), "export.zip", owner=None)

    job = jobs.run(running.start(run))

    assert told(audience) == {
        "a@example.com": "unsubscribed",
        "b@example.com": "subscribed",
    }
    assert running.report(job) == numbers(3, 2, 0, 0, 0, 1)


def test_the_whole_archive_is_undone_at_once(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    begin(as_alice, run)
    work()

    undoing.undo(audience, run.pk, actor=alice)

    run.refresh_from_db()
    assert run.undone["removed"] == 3
    assert not audience.contacts.exists()


def test_a_large_archive_is_read_in_the_background(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 10)
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    assert not run.file
    page = as_alice.get(url("sheet", run)).content.decode()
    assert "Reading the file" in page

    assert run.preparation
    jobs.run(run.preparation)

    assert as_alice.get(url("sheet", run)).headers["Location"] == url("map", run)


def test_an_archive_that_broke_off_can_be_tried_again(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 10)
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    assert run.preparation
    monkeypatch.setattr(archives, "SECONDS", -1)
    jobs.run(run.preparation)
    page = as_alice.get(url("sheet", run)).content.decode()
    assert "Reading the file took too long." in page
    assert "Try again" in page

    monkeypatch.setattr(archives, "SECONDS", 9)
    as_alice.post(url("sheet", run))
    jobs.run(audience.jobs.filter(kind=preparing.KIND).latest("pk"))

    run.refresh_from_db()
    assert len(run.lists) == 3


def test_the_bookkeeping_of_the_other_service_is_left_out(audience: Audience) -> None:
    fields = list(audience.fields.in_order())

    columns = mapping.suggest(TITLES.split(","), [], fields)

    taken = [column.title for column in columns if column.target != mapping.SKIP]
    assert taken == [
        *("Email Address", "First Name", "Last Name", "OPTIN_TIME", "OPTIN_IP"),
        *("CONFIRM_TIME", "CONFIRM_IP", "TIMEZONE", "CC", "REGION", "TAGS"),
    ]


def test_an_archive_with_one_list_is_read_at_once(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of({"folder/my list.csv": "email\na@b.cc\n"}))

    assert (run.kind, [part["name"] for part in run.lists], bool(run.file)) == (
        *("archive", ["folder/my list.csv"], True),
    )
    assert run.status == "subscribed"


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"inner.zip": zip_of(ARCHIVE)}, "There is an archive within this archive"),
        ({"photo.jpg": "x"}, "There is neither a sheet nor a list"),
        ({"../a.csv": "email\n"}, "names that lead out of it"),
        ({"a.csv": bytes(64 << 20)}, "unpacks to far more than it should"),
        ({"a.csv": "email\n"}, "The file holds titles but no rows below them."),
        ({f"{n}.csv": "email\n" for n in range(10_000)}, "far too many parts"),
        ({f"{n}.csv": "email\n" for n in range(101)}, "There are 101 lists"),
        (
            {f"{n}.csv": f"email,a{n},b{n},c{n}\na@b.cc" for n in range(100)},
            "The lists have 301 columns together; at most 300",
        ),
        ({"a.csv": "email\na@b.cc", "b.csv": b"\x89PNG..."}, "b.csv: This is"),
    ],
)
def test_a_bad_archive_is_refused(
    audience: Audience, members: dict[str, bytes | str], sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        arrivals.receive(audience, io.BytesIO(zip_of(members)), "x.zip", owner=None)

    assert not audience.imports.exists()
