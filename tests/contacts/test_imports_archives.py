from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audiences.models import Audience
from contacts.imports import arrivals, mapping
from contacts.imports.reading import FileRefused
from contacts.models import Import
from tests.contacts.import_pages import answers, begin, url, work
from tests.contacts.importing import everything
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


def test_the_lists_of_an_archive_come_in_with_their_status(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    assert run.parts == list(ARCHIVE)[:3]
    page = as_alice.get(url("sheet", run)).content.decode()
    assert "Which list of the archive?" in page

    as_alice.post(url("sheet", run), {"sheet": run.parts[1]})
    run.refresh_from_db()
    begin(as_alice, run, status="unsubscribed")
    work()

    person = everything(audience)["people"]["b@example.com"]
    assert (person["status"], person["country"]) == ("unsubscribed", "NO")
    assert (person["first_name"], person["fields"]) == ("Ann", {})


def test_who_opted_out_there_cannot_be_subscribed_here(
    as_alice: Client, audience: Audience
) -> None:
    run = upload(as_alice, audience, zip_of(ARCHIVE))
    as_alice.post(url("sheet", run), {"sheet": run.parts[2]})
    run.refresh_from_db()
    page = as_alice.get(url("map", run)).content.decode()
    assert 'value="cleaned" checked' in page

    posted = answers(run, status="subscribed", permission="customers")
    response = as_alice.post(url("check", run), posted)

    assert response.status_code == 422
    assert response.context["form"].errors["status"] == [
        "The people of this list opted out or cannot be reached."
    ]


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

    assert (run.kind, run.sheet, bool(run.file)) == (
        *("archive", "folder/my list.csv", True),
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
    ],
)
def test_a_bad_archive_is_refused(
    audience: Audience, members: dict[str, bytes | str], sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        arrivals.receive(audience, io.BytesIO(zip_of(members)), "x.zip", owner=None)

    assert not audience.imports.exists()
