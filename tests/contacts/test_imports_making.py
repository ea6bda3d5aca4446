from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.imports import making, running, staging
from tests.contacts.import_pages import answers, url
from tests.contacts.importing import take
from tests.factories import GroupCategoryFactory, GroupFactory, TagFactory


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few rows take many slices and several buckets."""
    monkeypatch.setattr(running, "BUCKET_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


def checked(client: Client, audience: Audience, data: str, **changed: Any) -> Any:
    run = take(audience, data)
    client.post(url("check", run), answers(run, **changed))
    return client.get(url("check", run))


def test_a_check_names_the_tags_and_groups_that_would_be_made(
    as_alice: Client, audience: Audience
) -> None:
    TagFactory.create(audience=audience, name="Here")
    drinks = GroupCategoryFactory.create(audience=audience, title="Drinks")
    GroupFactory.create(audience=audience, category=drinks, name="Café")
    data = "email,Tags,Drinks,Music\n"
    data += 'a@example.com,"here,Fresh",cafe,Folk\nb@example.com,FRESH,Cocoa,\n'
    data += 'c@example.com,late,"COCOA,Tea",folk\nnobody,lost,Beer,Jazz\n'
    posted = {"c3__target": "new_groups", "c3__name": "Taste"}

    page = checked(as_alice, audience, data, new_tags="HERE, spring", **posted)

    assert page.context["made"] == [
        making.Made("Tags", ["spring", "FRESH", "late"], 0),
        making.Made("Groups of “Drinks”", ["Cocoa", "Tea"], 0),
        making.Made("Groups of “Taste”", ["Folk"], 0),
    ]
    assert "<b>Groups of “Drinks”</b>: Cocoa, Tea<" in page.content.decode()
    assert audience.tags.count() == 1
    assert audience.groups.count() == 1


@pytest.mark.parametrize(
    ("n", "said"), [(3, ": t0, t1, t2<"), (4, ": t0, t1, t2 and 1 more<")]
)
def test_of_many_names_the_first_are_shown(
    as_alice: Client,
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    said: str,
) -> None:
    monkeypatch.setattr(making, "SHOWN", 3)

    rows = "".join(f"p{at}@example.com,t{at}\n" for at in range(n))

    page = checked(as_alice, audience, f"email,Tags\n{rows}").content.decode()

    assert f"<b>Tags</b>{said}" in page


def test_where_nothing_is_made_nothing_is_said(
    as_alice: Client, audience: Audience
) -> None:
    page = checked(as_alice, audience, "email\na@example.com\n")

    assert page.context["made"] == []
    assert 'id="check-made"' not in page.content.decode()
