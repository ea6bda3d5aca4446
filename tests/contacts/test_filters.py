from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone

from audiences.models import Audience
from contacts.filters import Filter
from tests.factories import ContactFactory, TagFactory


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", Filter()),
        ("q=+anna+&status=pending&tag=3&tag=5", Filter("anna", "pending", (3, 5))),
        ("status=archived", Filter(status="archived")),
        ("status=gone&tag=x&tag=-1&tag=²&tag=", Filter()),
        ("tag=7&tag=7", Filter(tag_ids=(7,))),
        (f"tag={2**31}&tag={2**31 - 1}", Filter(tag_ids=(2**31 - 1,))),
        ("q=" + "x" * 300, Filter(text="x" * 200)),
        (
            "vip=yes&country=NO&country=SE&source=import-7&days=030",
            Filter(
                facts=(
                    ("source", "import-7"),
                    ("country", "SE"),
                    ("vip", "yes"),
                    ("days", "30"),
                )
            ),
        ),
        ("vip=maybe&country=XX&language=klingon&rating=6&source=%00", Filter()),
        (f"source=-1&source=²&days=0&days={10**9}&from=2026-02-31", Filter()),
        ("from=0001-01-01&to=9999-12-31&from=today&source=" + "9" * 40, Filter()),
        (
            "from=2026-01-31&to=20260201",
            Filter(facts=(("from", "2026-01-31"), ("to", "2026-02-01"))),
        ),
    ],
)
def test_a_query_string_says_what_is_wanted(query: str, wanted: Filter) -> None:
    assert Filter.from_query(QueryDict(query)) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter("a & b=%", "cleaned", (1, 2)),
        Filter(tag_ids=(9,)),
        Filter(facts=(("country", "-"), ("rating", "5"), ("from", "2026-01-31"))),
    ],
)
def test_a_filter_survives_a_url_and_a_job(wanted: Filter) -> None:
    query = QueryDict(urlencode(wanted.to_query()))

    assert Filter.from_query(query) == wanted
    assert Filter.from_dict(wanted.to_dict()) == wanted


def test_tags_are_added_taken_away_and_dropped_when_gone() -> None:
    wanted = Filter(tag_ids=(1,)).with_tag(2).with_tag(3)

    assert wanted.tag_ids == (1, 2, 3)
    assert wanted.without_tag(2).tag_ids == (1, 3)
    assert wanted.only_tags([3, 4, 1]).tag_ids == (1, 3)


def test_every_part_of_a_filter_has_to_match(audience: Audience) -> None:
    tag, other = TagFactory.create_batch(2, audience=audience)
    wanted = Filter("anna", "pending", (tag.pk, other.pk))
    fitting: dict[str, Any] = {
        "email": "anna@example.com",
        "status": "pending",
        "tag_ids": [tag.pk, other.pk],
    }
    match = ContactFactory.create(audience=audience, **fitting)
    ContactFactory.create(audience=audience, **{**fitting, "email": "bo@example.com"})
    differences: list[dict[str, Any]] = [
        {"status": "subscribed"},
        {"tag_ids": [tag.pk]},
        {"archived_at": timezone.now()},
    ]
    for unlike in differences:
        number = audience.contacts.count()
        row = {**fitting, "email": f"anna{number}@example.com", **unlike}
        ContactFactory.create(audience=audience, **row)
    ContactFactory.create(**fitting)

    assert wanted.apply(audience).get() == match
    assert wanted.with_status("archived").apply(audience).count() == 1
