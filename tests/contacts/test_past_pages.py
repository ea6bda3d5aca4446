"""A file of past events on its way through the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from contacts.models import PastImport
from tests.contacts.bygone import day, logged
from tests.factories import ContactFactory

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(name: str, run: PastImport) -> str:
    return reverse(f"contacts:pastimport_{name}", args=[run.audience_id, run.pk])


def upload(client: Client, audience: Audience, data: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("orders.csv", data)
    create = reverse("contacts:pastimport_create", args=[audience.pk])
    return client.post(create, {"file": file}, follow=True, **more)


def chosen(run: PastImport, **more: Any) -> dict[str, Any]:
    """What the page of columns posts as it stands."""
    data = {"name": run.name, "order": run.order, "unknown": run.unknown}
    for index, column in enumerate(run.columns):
        for name in ("target", "name", "type"):
            data[f"c{index}-{name}"] = column[name]
    return data | more


def test_a_file_is_mapped_checked_written_and_taken_back(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    data = f"email,when,amount\na@x.com,{day(2)},7\n=1,{day(2)},7\n".encode()

    mapped = upload(as_alice, audience, data)
    (run,) = audience.pastimports.all()
    checked = as_alice.post(url("check", run), chosen(run), follow=True)
    assert logged(audience) == []
    done = as_alice.post(url("start", run), follow=True)
    table = as_alice.get(url("refused", run))
    asked = as_alice.get(url("undo", run), headers=PARTIAL)
    back = as_alice.post(url("undo", run), follow=True)

    assert run.name == "orders"
    assert "The first rows become" in mapped.text
    assert "Import 1 event" in checked.text
    assert "1 event was written" in done.text
    assert "1 row was refused" in done.text
    assert b"'=1" in b"".join(table.streaming_content)  # type: ignore[attr-defined]
    assert "<html" not in asked.text
    assert "The events were taken back" in back.text
    assert logged(audience) == []


def test_what_is_chosen_is_shown_before_it_is_settled(
    as_alice: Client, audience: Audience
) -> None:
    upload(as_alice, audience, b"email,when,n\na@x.com,3/4/2026,7\n")
    (run,) = audience.pastimports.all()

    shown = as_alice.post(
        url("preview", run), chosen(run, order="month", name="sold"), headers=PARTIAL
    )
    wrong = as_alice.post(
        url("preview", run), chosen(run, **{"c0-target": "skip"}), headers=PARTIAL
    )

    assert "4 March 2026" in shown.text or "March 4" in shown.text
    assert "sold" in shown.text
    assert "Choose the column that holds the email addresses." in wrong.text
    run.refresh_from_db()
    assert run.name == "orders"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": "x y"}, "A name has 2 to 30 letters"),
        ({"c0-target": "property"}, "Choose the column that holds the email"),
        ({"c1-target": "skip"}, "Choose the column that says when it happened."),
        ({"c2-target": "email"}, "Two columns fill “Email address”"),
        ({"c2-name": ""}, "Name the property."),
    ],
)
def test_columns_that_make_no_events_are_told(
    as_alice: Client, audience: Audience, more: dict[str, str], said: str
) -> None:
    upload(as_alice, audience, b"email,when,n\na@x.com,2026-01-01,7\n")
    (run,) = audience.pastimports.all()

    answer = as_alice.post(url("check", run), chosen(run, **more))

    assert answer.status_code == 422
    assert said in answer.text
    run.refresh_from_db()
    assert run.check_job is None


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" * 9, b"email,time\n"])
def test_what_is_no_such_file_is_refused_in_a_sentence(
    as_alice: Client, audience: Audience, data: bytes
) -> None:
    answer = upload(as_alice, audience, data)

    assert answer.status_code == 422
    assert not audience.pastimports.exists()


def test_a_file_is_read_in_another_way(as_alice: Client, audience: Audience) -> None:
    upload(as_alice, audience, b"a@x.com;2026-01-01;7,5\n")
    (run,) = audience.pastimports.all()

    way = {"encoding": "utf-8", "delimiter": ";", "has_header": "yes"}
    as_alice.post(url("map", run), way)
    answer = as_alice.post(url("map", run), way | {"has_header": "no"})

    run.refresh_from_db()
    assert answer.status_code == 302
    assert [c["target"] for c in run.columns] == ["email", "time", "property"]


def test_a_file_is_discarded(as_alice: Client, audience: Audience) -> None:
    upload(as_alice, audience, b"email,when\na@x.com,2026-01-01\n")
    (run,) = audience.pastimports.all()

    as_alice.post(url("discard", run))

    assert not audience.pastimports.exists()


def test_the_palette_leads_there_whoever_manages(
    as_alice: Client, audience: Audience
) -> None:
    create = reverse("contacts:pastimport_create", args=[audience.pk])
    asked = f"{reverse('accounts:palette')}?q=past+ev&audience={audience.pk}"

    assert create in as_alice.get(asked).text


def test_the_page_of_events_leads_to_it_for_who_manages(
    as_alice: Client, audience: Audience
) -> None:
    page = as_alice.get(reverse("contacts:event_list", args=[audience.pk]))

    assert reverse("contacts:pastimport_create", args=[audience.pk]) in page.text


def test_who_undoes_or_imports_out_of_turn_is_told_to_wait(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    data = f"email,when\na@x.com,{day(2)}\n".encode()
    upload(as_alice, audience, data)
    upload(as_alice, audience, data)
    first, second = audience.pastimports.order_by("pk")
    as_alice.post(url("check", first), chosen(first))
    as_alice.post(url("start", first))
    monkeypatch.setattr("audiences.jobs.run_for_now", lambda job: job)
    as_alice.post(url("undo", first))

    told = as_alice.post(url("check", second), chosen(second, name="sold"))

    assert told.status_code == 422
    assert "Past events are just being taken back." in told.text
    assert 'value="sold"' in told.text
