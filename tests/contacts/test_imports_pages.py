from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_q.models import OrmQ

from audiences.models import Audience
from contacts.imports import refusals
from contacts.models import Import
from tests.contacts.import_pages import PART, PEOPLE, answers, begin, url, work
from tests.contacts.importing import bring, everything, take
from tests.factories import ContactFactory


def upload(client: Client, audience: Audience, data: bytes, name: str = "a.csv") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(url("create", audience), {"file": file})


def test_the_first_page_asks_for_a_file(as_alice: Client, audience: Audience) -> None:
    page = as_alice.get(url("create", audience)).content.decode()

    assert 'type="file"' in page
    assert "Only people who asked to hear from you" in page


def test_a_file_goes_all_the_way(as_alice: Client, audience: Audience) -> None:
    response = upload(as_alice, audience, PEOPLE.encode(), "Kunden.csv")
    run = audience.imports.get()
    assert response.headers["Location"] == url("map", run)
    page = as_alice.get(response.headers["Location"]).content.decode()
    assert "Kunden.csv" in page
    assert "Check about 2 rows" in page

    posted = answers(run, permission="customers", new_tags="spring, Spring,new")
    response = as_alice.post(url("check", run), posted)
    assert response.headers["Location"] == url("check", run)
    page = as_alice.get(url("check", run)).content.decode()
    assert "Nothing was written yet." in page
    assert "Column “City” becomes a new field." in page
    response = as_alice.post(url("start", run))
    assert response.headers["Location"] == url("detail", run)
    assert "Waiting for its turn" in as_alice.get(url("detail", run)).content.decode()
    work()

    page = as_alice.get(url("detail", run)).content.decode()
    assert "1 person is new here" in page
    assert "Column “City” became a new field." in page
    assert "An email address needs an @ in the middle." in page
    assert "Everyone tagged “spring”" in page
    person = everything(audience)["people"]["a@example.com"]
    assert (person["status"], person["tags"]) == ("subscribed", ["new", "spring", "x"])
    assert audience.consents.get().wording == (
        "They are customers who agreed to hear from us"
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a PNG file"),
        (b"email\n", "The file holds titles but no rows below them."),
        (b",".join([b"x"] * 10_000) + b"\n1\n", "The file has 10,000 columns"),
    ],
)
def test_a_bad_file_is_refused_at_the_field_and_not_kept(
    as_alice: Client, audience: Audience, data: bytes, sentence: str
) -> None:
    response = upload(as_alice, audience, data)

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not audience.imports.exists()


def test_no_file_at_all_is_a_sentence(as_alice: Client, audience: Audience) -> None:
    response = as_alice.post(url("create", audience), {})

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [
        "Choose a file, or paste some rows."
    ]


def test_a_large_upload_is_taken(as_alice: Client, audience: Audience) -> None:
    data = b"email,note\n" + b"a@example.com," + b"x" * 900 + b"\n"
    data += b"b@example.com," + b"x" * 900 + b"\n" + b"c@example.com,\n" * 400_000

    assert upload(as_alice, audience, data).status_code == 302
    assert audience.imports.get().size == len(data)


def test_a_double_click_starts_one_import(as_alice: Client, audience: Audience) -> None:
    run = take(audience, PEOPLE)

    for _click in range(2):
        response = begin(as_alice, run)
        assert response.headers["Location"] == url("detail", run)

    assert (audience.jobs.count(), OrmQ.objects.count()) == (2, 1)


def test_what_has_started_is_settled(as_alice: Client, audience: Audience) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run)

    posted = {"encoding": "cp1252", "delimiter": ";", "has_header": "no"}
    for response in (
        *(as_alice.post(url("map", run), posted), as_alice.get(url("map", run))),
        as_alice.post(url("discard", run)),
    ):
        assert response.headers["Location"] == url("detail", run)
    run.refresh_from_db()
    assert run.encoding == "utf-8"


def test_what_has_not_started_can_be_discarded(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    assert as_alice.get(url("detail", run)).headers["Location"] == url("map", run)

    response = as_alice.post(url("discard", run))

    assert response.headers["Location"] == url("list", audience)
    assert not audience.imports.exists()


def test_progress_is_asked_for_until_it_is_over(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run)

    running = as_alice.get(url("detail", run), headers=PART).content.decode()
    work()
    over = as_alice.get(url("detail", run), headers=PART).content.decode()

    assert "<html" not in running
    assert "<html" not in over
    assert 'hx-trigger="every 1s"' in running
    assert "hx-trigger" not in over
    assert "Stop the import" in running
    assert "Stop the import" not in over


def test_who_watches_gets_the_whole_page_anew_when_it_is_over(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run)
    watching = f"{url('detail', run)}?watch=1"

    running = as_alice.get(watching, headers=PART)
    work()
    over = as_alice.get(watching, headers=PART)

    assert "HX-Refresh" not in running.headers
    assert over.headers["HX-Refresh"] == "true"


def test_an_import_can_be_stopped(as_alice: Client, audience: Audience) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run)

    assert as_alice.post(url("cancel", run)).headers["Location"] == url("detail", run)
    assert "Stopping" in as_alice.get(url("detail", run)).content.decode()
    work()

    assert (
        "Stopped before anything was written"
        in as_alice.get(url("detail", run)).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("Ann", "1 person is updated"), ("", "Nothing had to be changed")],
)
def test_the_report_of_who_is_here_already_is_not_headed_by_nobody(
    as_alice: Client, audience: Audience, name: str, said: str
) -> None:
    ContactFactory.create(audience=audience, email="a@example.com", first_name="A")
    run = take(audience, f"email,fname\na@example.com,{name}\n")
    begin(as_alice, run, permission="customers")
    work()

    page = as_alice.get(url("detail", run)).text

    assert said in page
    assert "new here" not in page


def test_a_failed_import_says_why(as_alice: Client, audience: Audience) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run)
    audience.jobs.update(state="failed", error="The disk is full.")

    page = as_alice.get(url("detail", run)).content.decode()

    assert "The disk is full." in page
    assert 'hx-trigger="every 1s"' not in page


def test_refused_rows_are_read_page_by_page(
    as_alice: Client, audience: Audience
) -> None:
    bring(audience, "email\n" + "nobody\n" * 120)
    run = audience.imports.get()

    def lines(query: str) -> list[int]:
        page = as_alice.get(url("detail", run) + query).context["refused"]
        return [row.line for row in page.rows]

    assert lines("") == list(range(2, 52))
    assert lines("?after=51") == list(range(52, 102))
    assert lines("?after=101") == list(range(102, 122))
    assert lines("?before=102") == list(range(52, 102))
    assert lines("?after=x&before=-1") == lines("")
    first = refusals.page_of(run)
    assert (first.previous_url, first.next_url) == ("", "?after=51")
    last = refusals.page_of(run, after=101)
    assert (last.previous_url, last.next_url) == ("?before=102", "")


def test_all_refused_rows_can_be_taken_away(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "CHUNK", 2)
    rows = ["nobody,=1+1", "+x,-2", '@y,"\tz"', "who,Zoé", 'open,"x', "a@b.cc,fine"]
    bring(audience, "email,=cmd\n" + "\n".join(rows))
    run = audience.imports.get()

    response = as_alice.get(url("refused", run))

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="people-refused.csv"'
    )
    text = b"".join(response).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Reason", "email", "'=cmd"],
        ["2", "An email address needs an @ in the middle.", "nobody", "'=1+1"],
        ["3", "An email address needs an @ in the middle.", "'+x", "'-2"],
        ["4", "There is nothing before the @.", "'@y", "'\tz"],
        ["5", "An email address needs an @ in the middle.", "who", "Zoé"],
        ["6", "A quotation mark is opened and never closed.", 'open,"x'],
    ]


def test_an_import_whose_file_is_gone_is_not_found(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    run.file.delete(save=False)
    Import.objects.filter(audience=audience).update(file="imports/none.csv")

    assert as_alice.get(url("map", run)).status_code == 404
    posted = {"encoding": "utf-8", "delimiter": ",", "has_header": "no"}
    assert as_alice.post(url("map", run), posted).status_code == 404
