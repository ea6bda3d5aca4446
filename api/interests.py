"""Categories and groups of an audience as clients of the API send them."""

from __future__ import annotations

from typing import Any

from api.filling import refused
from api.problems import not_found
from api.requests import ApiRequest
from audiences import ordering
from audiences.models import Audience
from contacts.forms.groups import CategoryForm, GroupForm, GroupsForm
from contacts.forms.saving import added_groups, saved, saved_category
from contacts.models import Group, GroupCategory
from contacts.querysets import GroupQuerySet

NAMES = {"title": "title", "type": "kind"}


def category_of(audience: Audience, public_id: str) -> GroupCategory:
    """The category of this id; raises a Problem where there is none."""
    there = audience.group_categories.present().filter(public_id=public_id)
    category = there.first()
    if category is None:
        raise not_found()
    category.audience = audience
    return category


def groups_of(category: GroupCategory) -> GroupQuerySet:
    """Its groups, with how many contacts are in each."""
    groups = category.audience.groups.present().filter(category=category.pk)
    return groups.with_counts().in_order()


def group_of(category: GroupCategory, public_id: str) -> Group:
    """The group of this id; raises a Problem where there is none."""
    group = groups_of(category).filter(public_id=public_id).first()
    if group is None:
        raise not_found()
    group.audience = category.audience
    return group


def create_category(
    request: ApiRequest, audience: Audience, sent: dict[str, Any]
) -> GroupCategory:
    position = ordering.next_position(audience.group_categories.present())
    category = GroupCategory(audience=audience, position=position)
    return save_category(request, category, sent)


def save_category(
    request: ApiRequest, category: GroupCategory, sent: dict[str, Any]
) -> GroupCategory:
    """Store what is sent of the category; raises a Problem where it cannot be.

    Where it comes to hold one group of each alone, people leave the others.
    """
    news = {name: sent.get(path) for path, name in NAMES.items()}
    data = {"title": category.title, "kind": category.kind}
    data |= {name: value for name, value in news.items() if value is not None}
    form = CategoryForm(data, instance=category)
    if not (form.is_valid() and saved_category(form, request.key.owner)):
        raise refused(form, NAMES)
    rows = category.audience.group_categories.present()
    if sent.get("display_order") is not None:
        ordering.place(rows, category.pk, sent["display_order"])
    return category_of(category.audience, category.public_id)


def create_group(category: GroupCategory, sent: dict[str, Any]) -> Group:
    name = " ".join(sent["name"].split())
    form = GroupsForm({"names": name}, category=category)
    if not (form.is_valid() and added_groups(form)):
        raise refused(form, {"name": "names"})
    group = groups_of(category).get(name=name)
    return _placed(category, group, sent)


def rename_group(category: GroupCategory, group: Group, sent: dict[str, Any]) -> Group:
    name = sent.get("name")
    form = GroupForm({"name": group.name if name is None else name}, instance=group)
    if not (form.is_valid() and saved(form)):
        raise refused(form, {"name": "name"})
    return _placed(category, group, sent)


def _placed(category: GroupCategory, group: Group, sent: dict[str, Any]) -> Group:
    if sent.get("display_order") is not None:
        rows = category.audience.groups.present().filter(category=category.pk)
        ordering.place(rows, group.pk, sent["display_order"])
    return group_of(category, group.public_id)
