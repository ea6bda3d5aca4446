from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.roles import Role
from audiences.models import Audience, AudienceAccess, Job
from tests.audiences.answers import PART, text
from tests.conftest import membership_of
from tests.contacts.exporting import export, order, rows_of
from tests.factories import AudienceFactory, ContactFactory, TagFactory


def url(audience: Audience) -> str:
    return reverse("contacts:export_create", args=[audience.pk])


def download(job: Job) -> str:
    return reverse("contacts:export_download", args=[job.audience_id, job.pk])


def posted(**changed: Any) -> dict[str, Any]:
    return {"format": "csv", "which": "all", "bom": "on", "once": "abc", **changed}


def test_the_question_is_a_page_or_a_dialog(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)

    page, part = (text(as_alice.get(url(audience), headers=h)) for h in ({}, PART))

    assert ("<html" in page, "<html" in part) == (True, False)
    assert ("data-autoopen" in page, "data-autoopen" in part) == (False, True)
    for html in (page, part):
        assert "Export 1 contact" in html
        assert 'name="columns" value="email"' in html


def test_the_question_is_about_whom_the_list_shows(
    as_alice: Client, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience)
    ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    ContactFactory.create(audience=audience)

    html = text(as_alice.get(url(audience), {"tag": tag.pk}))

    assert "Export 1 contact" in html
    assert f'<input type="hidden" name="tag" value="{tag.pk}">' in html


def test_ticked_rows_come_along(as_alice: Client, audience: Audience) -> None:
    ids = [ContactFactory.create(audience=audience).pk for _each in range(3)]
    chosen = {"select": "page", "contact": ids[:2]}

    html = text(as_alice.post(url(audience), chosen))

    assert "Export 2 contacts" in html
    assert f'<input type="hidden" name="contact" value="{ids[0]}">' in html
    assert 'name="archived"' not in html
    assert not Job.objects.filter(audience=audience).exists()


def test_an_export_leads_to_its_page_where_the_file_is(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    everybody = {"select": "matching"}

    response = as_alice.post(url(audience), posted(**everybody))

    job = Job.objects.get(audience=audience)
    page = reverse("audiences:job_detail", args=[audience.pk, job.pk])
    assert response.headers["Location"] == page
    assert job.state == "finished"
    html = text(as_alice.get(page))
    assert "1 contact in the file." in html
    assert f'action="{download(job)}"' in html


def test_htmx_is_led_there_as_well(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience)

    response = as_alice.post(url(audience), posted(select="matching"), headers=PART)

    job = Job.objects.get(audience=audience)
    assert response.headers["HX-Redirect"].endswith(f"/jobs/{job.pk}/")


def test_a_form_that_is_sent_twice_exports_once(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    everybody = posted(select="matching")

    first = as_alice.post(url(audience), everybody)
    again = as_alice.post(url(audience), everybody)

    assert first.headers["Location"] == again.headers["Location"]
    assert Job.objects.filter(audience=audience).count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"which": "chosen"}, "Choose at least one column."),
        ({"which": "chosen", "columns": "email"}, "Nobody matches"),
        ({"which": "chosen", "columns": "password"}, "is not one of the available"),
    ],
)
def test_what_cannot_be_exported_says_why(
    as_alice: Client, audience: Audience, changed: dict[str, str], words: str
) -> None:
    everybody = posted(select="matching", **changed)

    response = as_alice.post(url(audience), everybody, headers=PART)

    assert response.status_code == 422
    assert words in text(response)
    assert not Job.objects.filter(audience=audience).exists()


def test_only_the_chosen_columns_are_exported(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com", rating=3)
    chosen = {"which": "chosen", "columns": ["rating", "email"]}

    as_alice.post(url(audience), posted(select="matching", **chosen))

    job = Job.objects.get(audience=audience)
    rows = rows_of(fetched(as_alice, job))
    assert rows == [["Email address", "Rating"], ["a@x.com", "3"]]


def fetched(client: Client, job: Job) -> bytes:
    response = client.post(download(job))
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_download_is_a_file_and_is_written_down(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    audience.name = 'Readers "x"\r\nSet-Cookie: a=b'
    audience.save()
    ContactFactory.create(audience=audience)
    job = export(audience, alice, order("zip"))

    response = as_alice.post(download(job))
    fetched(as_alice, job)

    day = timezone.localdate()
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="readers-x-set-cookie-ab-{day:%Y-%m-%d}.zip"'
    )
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Length"] == str(job.counts["size"])
    entries = AuditEntry.objects.filter(verb="export.downloaded")
    said = [(entry.actor, entry.ip, entry.details["job"]) for entry in entries]
    assert said == [(alice, "127.0.0.1", job.pk)] * 2


def test_a_file_whose_time_is_over_is_not_given(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    ContactFactory.create(audience=audience)
    job = export(audience, alice, order())
    ended = timezone.now() - timedelta(days=7, seconds=1)
    Job.objects.filter(audience=audience).update(finished_at=ended)

    response = as_alice.post(download(job), follow=True)

    assert "The file is gone. Export it again." in text(response)
    assert "The file was deleted on" in text(response)
    assert not AuditEntry.objects.filter(verb="export.downloaded").exists()


def test_a_job_of_another_kind_has_no_file(
    as_alice: Client, audience: Audience
) -> None:
    job = Job.objects.create(audience=audience, kind="contacts.tag", label="x")

    assert as_alice.post(download(job)).status_code == 404


def test_a_manager_sees_nothing_of_an_export(
    client: Client, audience: Audience, alice: User, bob: User
) -> None:
    ContactFactory.create(audience=audience)
    job = export(audience, alice, order())
    client.force_login(bob)
    args = [audience.pk, job.pk]

    listed = text(client.get(reverse("audiences:job_list", args=[audience.pk])))

    assert client.post(download(job)).status_code == 403
    assert client.get(reverse("audiences:job_detail", args=args)).status_code == 404
    assert client.post(reverse("audiences:job_cancel", args=args)).status_code == 404
    assert "Export of contacts" not in listed
    assert url(audience) not in text(client.get(audience.get_absolute_url()))


def test_an_owner_finds_the_button_on_the_list(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)

    html = text(as_alice.get(audience.get_absolute_url(), {"status": "subscribed"}))

    assert f'href="{url(audience)}?status=subscribed"' in html


def test_a_narrowed_admin_gets_no_file_of_another_audience(
    client: Client, audience: Audience, alice: User
) -> None:
    ContactFactory.create(audience=audience)
    job = export(audience, alice, order())
    membership = membership_of(alice)
    membership.role, membership.is_narrowed = Role.ADMIN, True
    membership.save()
    given = AudienceFactory.create(account=audience.account)
    AudienceAccess.objects.create(audience=given, membership=membership)
    client.force_login(alice)

    forged = reverse("contacts:export_download", args=[given.pk, job.pk])

    assert client.post(download(job)).status_code == 404
    assert client.post(forged).status_code == 404
