from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry
from audiences import jobs
from audiences.models import Audience
from contacts import usage
from contacts.models import Field, Import
from contacts.usage import Use
from tests.contacts.fields import PART, as_posted, make, make_color, url
from tests.factories import AudienceFactory, ContactFactory


@pytest.fixture
def color(audience: Audience) -> Field:
    return make_color(audience)


def labels(audience: Audience) -> list[str]:
    return list(audience.fields.present().in_order().values_list("label", flat=True))


def test_fields_are_listed_in_their_order(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    make(AudienceFactory.create(), label="Elsewhere", tag="ELSE1")

    html = as_alice.get(url("list", audience)).text

    shown = re.findall(r'class="stretched"[^>]*>([^<]*)<', html)
    assert shown == labels(audience)
    assert shown[0] == "Email address"
    assert "*|COLOR|*" in html
    assert "Red, Green, Blue" in html
    assert "Elsewhere" not in html


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_fields_asks_as_often_for_one_as_for_three(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for i in range(n):
        make(audience, label=f"Field {i}", tag=f"F{i}")

    with django_assert_num_queries(6):
        as_alice.get(url("list", audience))


def test_fields_are_moved_and_the_move_is_taken_back(
    as_alice: Client, audience: Audience
) -> None:
    before = list(audience.fields.in_order().values_list("pk", flat=True))
    wanted = [before[1], before[0], *before[2:]]

    response = as_alice.post(url("reorder", audience), {"id": wanted}, headers=PART)

    assert list(audience.fields.in_order().values_list("pk", flat=True)) == wanted
    assert "Order saved" in response.text
    as_alice.post(
        url("reorder", audience), {"order": ",".join(map(str, before))}, headers=PART
    )
    assert list(audience.fields.in_order().values_list("pk", flat=True)) == before


def test_two_who_order_at_once_lose_no_field(
    as_alice: Client, audience: Audience
) -> None:
    stale = list(audience.fields.in_order().values_list("pk", flat=True))
    new = make(audience)
    foreign = make(AudienceFactory.create(), position=0)

    wanted = [*reversed(stale), foreign.pk, 10**17]
    as_alice.post(url("reorder", audience), {"id": wanted}, headers=PART)

    order = list(audience.fields.in_order().values_list("pk", flat=True))
    assert order == [*reversed(stale), new.pk]
    foreign.refresh_from_db()
    assert foreign.position == 0


def test_without_scripts_a_button_moves_a_field(
    as_alice: Client, audience: Audience
) -> None:
    pks = list(audience.fields.in_order().values_list("pk", flat=True))

    as_alice.post(url("reorder", audience), {"id": pks, "down": pks[0]})

    order = list(audience.fields.in_order().values_list("pk", flat=True))
    assert order == [pks[1], pks[0], *pks[2:]]


def test_before_a_field_is_deleted_the_page_says_what_it_holds_and_who_uses_it(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    ContactFactory.create_batch(2, audience=audience, fields={color.key: "Red"})
    mapping = [{"title": "c", "target": "field", "field": color.pk}]
    Import.objects.create(audience=audience, filename="new.csv", mapping=mapping)
    usage.finds(Field)(lambda _, fields: [(fields[0].pk, Use("The flow Welcome"))])
    try:
        html = as_alice.get(url("delete", audience, color.pk), headers=PART).text
    finally:
        usage._finders[Field].pop()

    assert f'hx-get="{url("delete", audience, color.pk)}?counted=1"' in html
    assert "have a value in it" not in html
    assert "Import of new.csv" in html
    assert "The flow Welcome" in html
    assert '<dialog class="modalx"' in html


def test_what_a_field_holds_is_counted_with_the_archived_up_to_a_bound(
    as_alice: Client,
    audience: Audience,
    color: Field,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: dict[str, Any] = {"audience": audience, "fields": {color.key: "Red"}}
    ContactFactory.create(**held)
    ContactFactory.create(**held, archived_at=timezone.now())
    monkeypatch.setattr(usage, "COUNTED", 2)
    address = url("delete", audience, color.pk) + "?counted=1"

    counted = as_alice.get(address, headers=PART).text
    ContactFactory.create(**held)
    more = as_alice.get(address).text
    refused = as_alice.post(url("delete", audience, color.pk), {"tag": "no"}).text

    assert "<b>2 contacts</b> have a value in it" in counted
    assert "1 of them is archived." in counted
    assert "<form" not in counted
    assert "More than <b>2 contacts</b> have a value in it" in more
    assert "More than <b>2 contacts</b> have a value in it" in refused
    assert "archived" not in more.partition("have a value")[2]


def test_a_deleted_field_goes_at_once_and_its_values_follow(
    as_alice: Client, audience: Audience, color: Field
) -> None:
    person = ContactFactory.create(
        audience=audience, fields={color.key: "Red", "f1": 1}
    )
    address = url("delete", audience, color.pk)

    refused = as_alice.post(address, {"tag": "COLOUR"}, headers=PART)
    assert refused.status_code == 422
    assert "This is not the tag: “COLOR”." in refused.text

    as_alice.post(address, {"tag": "color"})

    assert "Color" not in labels(audience)
    person.refresh_from_db()
    assert person.fields == {"f1": 1}
    entry = AuditEntry.objects.get(verb="field.deleted")
    assert (entry.label, entry.details["values"]) == ("Color", 1)
    assert as_alice.post(address, {"tag": "COLOR"}).status_code == 404
    make(audience, label="Color", tag="COLOR")


def test_a_default_field_is_deleted_and_made_again(
    as_alice: Client, audience: Audience
) -> None:
    person = ContactFactory.create(audience=audience, first_name="Anna")
    first = audience.fields.get(tag="FNAME")

    as_alice.post(url("delete", audience, first.pk), {"tag": "FNAME"})

    person.refresh_from_db()
    assert person.first_name == ""
    adding = as_alice.get(reverse("contacts:contact_create", args=[audience.pk])).text
    assert 'name="first_name"' not in adding
    assert 'name="last_name"' in adding

    wrong = {"label": "Given name", "tag": "FNAME", "type": "number"}
    refused = as_alice.post(url("create", audience), wrong)
    assert "belongs to a field of the type “Text”" in refused.text
    as_alice.post(url("create", audience), {**wrong, "type": "text"})
    assert audience.fields.present().get(tag="FNAME").column == "first_name"


def test_work_on_many_values_resumes_and_runs_twice(
    as_alice: Client, audience: Audience, color: Field, monkeypatch: Any
) -> None:
    monkeypatch.setattr("contacts.sweeping.SLICE", 2)
    monkeypatch.setattr("contacts.choices.SLICE", 2)
    for value in ("Red", "Green", "Red", "Green", "Red"):
        ContactFactory.create(audience=audience, fields={color.key: value})
    form = as_posted(color, choice=["Green", "Red", "Blue"])
    as_alice.post(url("update", audience, color.pk), form)
    counts = audience.contacts.count_choices(color)
    assert counts == {"Green": 3, "Red": 2}

    as_alice.post(url("delete", audience, color.pk), {"tag": "COLOR"})

    assert not audience.contacts.with_value(color).exists()
    for job in audience.jobs.all():
        done = job.done
        assert (job.state, done) == ("finished", 5)
        assert jobs.run(job).done == done
