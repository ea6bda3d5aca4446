"""Categories with groups, and who is in them after a file was imported."""

from __future__ import annotations

from audiences.models import Audience, Counter
from contacts.models import Contact, GroupCategory
from tests.contacts.importing import everything
from tests.factories import ContactFactory, GroupCategoryFactory, GroupFactory


def drinks_of(audience: Audience) -> GroupCategory:
    category = GroupCategoryFactory.create(audience=audience, title="Drinks")
    for name in ("Café", "Tea, green"):
        GroupFactory.create(audience=audience, category=category, name=name)
    return category


def sizes_of(audience: Audience) -> GroupCategory:
    category = GroupCategoryFactory.create(
        audience=audience, title="Size", kind="radio"
    )
    for name in ("Small", "Large"):
        GroupFactory.create(audience=audience, category=category, name=name)
    return category


def joined(audience: Audience) -> dict[str, list[str]]:
    people = everything(audience)["people"]
    return {email[0]: person["groups"] for email, person in people.items()}


def check_counters(audience: Audience) -> None:
    """The counters say how many are in each group."""
    counted = Counter.objects.by_key(audience, Counter.Kind.GROUP)
    there = audience.contacts.values_list("group_ids", flat=True)
    held = [pk for ids in there for pk in ids]
    assert {int(key): n for key, n in counted.items() if n} == {
        pk: held.count(pk) for pk in held
    }


def put(audience: Audience, name: str, *group_names: str) -> Contact:
    ids = audience.groups.filter(name__in=group_names).order_by("pk")
    return ContactFactory.create(
        audience=audience,
        email=f"{name}@example.com",
        group_ids=list(ids.values_list("pk", flat=True)),
    )
