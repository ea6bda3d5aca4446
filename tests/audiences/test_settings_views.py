from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account, AuditEntry, Plan
from audiences import lifecycle
from audiences.models import Audience, Job
from tests.audiences.answers import PART, text
from tests.factories import ContactFactory

VALID = {
    "name": "Wholesale",
    "from_name": "Fjord Coffee",
    "from_email": "hello@fjord.example",
    "permission_reminder": "You buy from us.",
    "company": "Fjord Coffee AS",
    "city": "Bergen",
    "country": "NO",
    "language": "en",
    "time_zone": "Europe/Oslo",
    "double_opt_in": "on",
}


def create_url(account: Account) -> str:
    return reverse("audiences:audience_create", args=[account.pk])


def url(name: str, audience: Audience) -> str:
    return reverse(f"audiences:audience_{name}", args=[audience.pk])


def as_posted(audience: Audience) -> dict[str, str]:
    """What the settings page of the audience would send back."""
    names = [*VALID, "subject", "phone", "address1", "address2", "region", "postcode"]
    values = {name: getattr(audience, name) for name in names}
    return {name: value for name, value in values.items() if value not in {"", False}}


def test_the_form_starts_with_what_the_account_and_the_user_are(
    as_alice: Client, account: Account
) -> None:
    Account.objects.update(company="Fjord AS", city="Bergen", country="NO")

    form = as_alice.get(create_url(account)).context["form"]

    names = ("company", "city", "country", "from_name", "from_email")
    assert [form[name].value() for name in names] == [
        *("Fjord AS", "Bergen", "NO", "Fjord AS", "alice@example.com")
    ]


def test_the_best_practice_stands_before_the_form(
    as_alice: Client, account: Account
) -> None:
    html = text(as_alice.get(create_url(account)))

    assert html.index("One audience is enough for most") < html.index('name="name"')


def test_creating_leads_to_bringing_people_in(
    as_alice: Client, account: Account
) -> None:
    response = as_alice.post(create_url(account), VALID)

    made = account.audiences.get()
    assert (made.name, made.double_opt_in, made.gdpr_fields) == (
        "Wholesale",
        True,
        False,
    )
    assert response.headers["Location"] == url("start", made)
    start = text(as_alice.get(url("start", made)))
    assert reverse("contacts:import_create", args=[made.pk]) in start
    assert reverse("contacts:contact_create", args=[made.pk]) in start


def test_creating_by_htmx_opens_the_next_page(
    as_alice: Client, account: Account
) -> None:
    response = as_alice.post(create_url(account), VALID, headers=PART)

    made = account.audiences.get()
    assert response.headers["HX-Redirect"] == url("start", made)


@pytest.mark.parametrize("headers", [{}, PART])
def test_an_invalid_form_comes_back_with_what_was_typed(
    as_alice: Client, account: Account, headers: dict[str, str]
) -> None:
    data = {**VALID, "from_email": "hello", "city": ""}

    response = as_alice.post(create_url(account), data, headers=headers)

    html = text(response)
    assert response.status_code == 422
    assert ("<html" in html) is (not headers)
    assert 'value="hello"' in html
    assert "This is no email address: name@example.com." in html
    assert not account.audiences.exists()


def test_a_full_plan_shows_its_limit_in_place_of_the_form(
    as_alice: Client, audience: Audience
) -> None:
    Plan.objects.filter(accounts=audience.account).update(max_audiences=1)

    html = text(as_alice.get(create_url(audience.account)))

    assert "There is no room for another audience" in html
    assert 'name="from_email"' not in html


def test_a_plan_that_filled_up_meanwhile_is_an_error_in_words(
    as_alice: Client, audience: Audience
) -> None:
    Plan.objects.filter(accounts=audience.account).update(max_audiences=1)

    response = as_alice.post(create_url(audience.account), VALID, headers=PART)

    assert response.status_code == 422
    assert "includes 1 audience, archived ones counted." in text(response)
    assert 'value="Wholesale"' in text(response)


def test_settings_are_saved_and_what_changed_is_written_down(
    as_alice: Client, audience: Audience
) -> None:
    data = {**as_posted(audience), "subject": "News", "city": "Oslo"}

    response = as_alice.post(url("update", audience), data)

    audience.refresh_from_db()
    assert response.headers["Location"] == url("update", audience)
    assert (audience.subject, audience.city) == ("News", "Oslo")
    entry = AuditEntry.objects.get()
    assert entry.verb == "audience.updated"
    assert entry.details == {"audience": audience.pk, "fields": ["subject", "city"]}


def test_settings_that_did_not_change_are_not_written_down(
    as_alice: Client, audience: Audience
) -> None:
    as_alice.post(url("update", audience), as_posted(audience))

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("headers", [{}, PART])
def test_invalid_settings_come_back(
    as_alice: Client, audience: Audience, headers: dict[str, str]
) -> None:
    data = {**as_posted(audience), "name": ""}

    response = as_alice.post(url("update", audience), data, headers=headers)

    assert response.status_code == 422
    assert ("<html" in text(response)) is (not headers)
    audience.refresh_from_db()
    assert audience.name == "Newsletter readers"


def test_the_settings_show_the_id_of_the_api(
    as_alice: Client, audience: Audience
) -> None:
    html = text(as_alice.get(url("update", audience)))

    assert f"<code>{audience.public_id}</code>" in html


def test_a_manager_reads_who_may_delete(as_bob: Client, audience: Audience) -> None:
    html = text(as_bob.get(url("update", audience)))

    assert "Owners and admins of the account can delete it." in html
    assert url("delete", audience) not in html


def test_deleting_is_asked_in_a_page_or_a_dialog(
    as_alice: Client, audience: Audience
) -> None:
    page = text(as_alice.get(url("delete", audience)))
    part = text(as_alice.get(url("delete", audience), headers=PART))

    assert ("<html" in page, "<dialog class" in page) == (True, False)
    assert ("<html" in part, "<dialog class" in part) == (False, True)


def test_deleting_names_how_many_people_it_takes(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create_batch(2, audience=audience)
    ContactFactory.create(audience=audience, status="cleaned")

    html = text(as_alice.get(url("delete", audience)))

    assert "<b>3 people</b> are deleted with it" in html
    assert "2 of them are subscribed." in html


@pytest.mark.parametrize("headers", [{}, PART])
def test_deleting_takes_the_name_of_the_audience(
    as_alice: Client, audience: Audience, headers: dict[str, str]
) -> None:
    data = {"name": "Newsletter"}

    response = as_alice.post(url("delete", audience), data, headers=headers)

    assert response.status_code == 422
    assert "This is not the name: “Newsletter readers”." in text(response)
    assert ("<html" in text(response)) is (not headers)
    assert Audience.objects.present().get() == audience


@pytest.mark.parametrize(
    ("ticked", "kept"), [({"keep_suppressions": "on"}, True), ({}, False)]
)
def test_deleting_keeps_opt_outs_as_ticked(
    as_alice: Client, audience: Audience, ticked: dict[str, str], kept: bool
) -> None:
    data = {"name": audience.name, **ticked}

    response = as_alice.post(url("delete", audience), data)

    assert response.headers["Location"] == reverse(
        "audiences:audience_list", args=[audience.account_id]
    )
    job = Job.objects.get(audience=audience)
    assert (job.kind, job.params["keep"]) == (lifecycle.DELETE, kept)
    assert not Audience.objects.present().exists()


def test_remembering_opt_outs_is_ticked_from_the_start(
    as_alice: Client, audience: Audience
) -> None:
    html = text(as_alice.get(url("delete", audience)))

    assert 'name="keep_suppressions" checked' in html
