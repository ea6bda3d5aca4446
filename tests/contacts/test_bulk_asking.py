"""What is asked before a verb starts, who may start it, and its report."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audiences import jobs
from audiences.models import Audience
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from tests.contacts.test_bulk_pages import post
from tests.factories import ContactFactory


def test_a_bar_offers_what_the_list_and_the_role_allow(
    as_bob: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience)
    ContactFactory.create(audience=audience, archived_at=timezone.now())
    url = reverse("contacts:contact_list", args=[audience.pk])

    present, archived = (as_bob.get(f"{url}{q}").text for q in ("", "?status=archived"))

    assert "/bulk/archive/" in present
    assert "/bulk/unarchive/" not in present
    assert "/bulk/unarchive/" in archived
    assert "/bulk/archive/" not in archived
    assert "/bulk/delete/" not in present


def test_only_who_governs_may_delete(as_bob: Client, audience: Audience) -> None:
    contact = ContactFactory.create(audience=audience)

    ask = post(as_bob, audience, "delete", contact=contact.pk)
    do = post(as_bob, audience, "delete", contact=contact.pk, chosen="1", number="1")

    assert (ask.status_code, do.status_code) == (403, 403)
    assert audience.contacts.count() == 1


def test_deleting_asks_for_the_number_of_people(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create_batch(2, audience=audience)
    ContactFactory.create()

    ask = post(as_alice, audience, "delete", select="matching").text
    wrong = post(
        as_alice, audience, "delete", select="matching", chosen="1", number="3"
    )
    none = post(as_alice, audience, "delete", select="matching", chosen="1")

    assert "Delete 2 contacts" in ask
    assert 'data-confirm-phrase="2"' in ask
    assert "<b>2 people</b> are deleted" in ask
    assert (wrong.status_code, none.status_code) == (422, 422)
    assert "That is not the number: these are 2 people now." in wrong.text
    assert "Type the number to confirm." in none.text
    assert audience.contacts.count() == 2

    done = post(as_alice, audience, "delete", select="matching", chosen="1", number="2")

    assert "2 contacts deleted" in done.text
    assert "Undo" not in done.text
    assert audience.contacts.count() == 0


def test_what_is_taken_back_easily_is_done_at_once(
    as_alice: Client, audience: Audience
) -> None:
    contact = ContactFactory.create(audience=audience)

    response = post(as_alice, audience, "archive", contact=contact.pk)

    assert "1 contact archived" in response.text
    assert "Undo" in response.text
    assert audience.contacts.archived().count() == 1


@pytest.mark.parametrize(
    ("verb", "value"), [("language", "fr"), ("country", "FR"), ("language", "")]
)
def test_a_value_is_chosen_from_those_there_are(
    as_alice: Client, audience: Audience, verb: str, value: str
) -> None:
    contact = ContactFactory.create(audience=audience, language="en", country="NO")

    ask = post(as_alice, audience, verb, contact=contact.pk).text
    wrong = post(
        as_alice, audience, verb, contact=contact.pk, chosen="1", value="Atlantis"
    )
    post(as_alice, audience, verb, contact=contact.pk, chosen="1", value=value)

    assert f"Set the {verb} of 1 contact" in ask
    assert wrong.status_code == 422
    contact.refresh_from_db()
    assert getattr(contact, verb) == value


def test_a_verb_that_there_is_not_is_not_found(
    as_alice: Client, audience: Audience
) -> None:
    assert post(as_alice, audience, "dance").status_code == 404


def test_the_report_of_a_job_says_what_it_did_and_whom_it_left(
    as_alice: Client, audience: Audience, alice: Any
) -> None:
    ContactFactory.create(audience=audience)
    ContactFactory.create(audience=audience, vip=True)
    everyone, vip = Selection(Filter()), bulk.verbs["vip"]
    job = bulk.start(audience, everyone, vip, {}, owner=alice)
    url = reverse("contacts:contact_bulk_result", args=[audience.pk, job.pk])

    under_way = as_alice.get(url).text
    jobs.run(job)
    over = as_alice.get(url).text

    assert 'hx-trigger="load"' in under_way
    assert "1 contact marked as VIP; 1 was VIP" in over
    action = job.params["action"]
    assert reverse("audiences:action_undo", args=[audience.pk, action]) in over
