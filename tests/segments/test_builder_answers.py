"""What the builder answers with: numbers that lead somewhere, and nothing twice."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.test import Client

from audiences.models import Audience
from conditions.subjects import subjects_of
from contacts.filters import Filter
from segments import drafts
from segments.building import Building
from segments.results import result_of
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory
from tests.segments.building import PART, choose, create_url, nodes_in, opened


def test_every_number_leads_to_exactly_these_people(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, vip=True, sms_status="subscribed")
    ContactFactory.create(audience=audience, vip=True, status="cleaned")
    ContactFactory.create(audience=audience, sms_status="subscribed")
    building = Building(drafts.of_data(of(VIP, match="any")), subjects_of(audience))

    found = result_of(audience, building)

    assert (found.n, found.reachable, found.by_sms) == (2, 1, 1)
    for url, n in ((found.url, 2), (found.mail_url, 1), (found.sms_url, 1)):
        wanted = Filter.from_query(QueryDict(url.partition("?")[2]))
        assert wanted.apply(audience).count() == n
        assert as_alice.get(url).status_code == 200


def test_a_list_of_choices_is_sent_once(as_alice: Client, audience: Audience) -> None:
    form = opened(as_alice, create_url(audience))
    url, norway = create_url(audience), ">Norway</span></label>"
    choose(form, "country", "is", "NO")
    (key,) = nodes_in(form, "condition")
    (root,) = nodes_in(form, "group")

    def shown(**more: Any) -> bool:
        return norway in as_alice.post(url, {**form, **more}, headers=PART).text

    assert not shown()
    assert shown(do=f"add:{root}")
    assert shown(**{f"w-{key}": "country filled"})
    assert shown(**{f"w-{key}": "language is"})
    assert norway in as_alice.post(url, form).text
