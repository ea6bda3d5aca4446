"""Tags and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from conditions.controls import Choice, Choices
from conditions.matching import Holding
from conditions.subjects import Operator, Subject
from contacts.conditions.choosing import listed
from contacts.conditions.ways import BELONGING, CHANGES, quoted
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At
    from contacts.models import GroupCategory

TAGGED = CHANGES | {Own.TAG_ADDED, Own.TAG_REMOVED}
GROUPED = CHANGES | {Own.GROUP_JOINED, Own.GROUP_LEFT}


def of_belonging(audience: Audience) -> Iterable[Subject]:
    yield Tags(audience)
    for category in audience.group_categories.present().listed():
        yield Groups(category)


class Tags(Subject):
    key, label, section = "tag", gettext_lazy("Tag"), BELONGING

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        tags = self.audience.tags.present().in_order()
        return dict(tags.values_list("pk", "name"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This tag is no longer there.")
        tag = Choice(lambda: self.names, gone)
        return (
            Operator("has", gettext_lazy("has"), tag),
            Operator("has_not", gettext_lazy("does not have"), tag, "has"),
        )

    def matching(self, op: str, value: int, at: At) -> Holding:
        return Holding("tag_ids", [value], every=True)

    def clause(self, op: str, value: int) -> str:
        tag = quoted(self.names[value])
        if op == "has":
            return _("who have the tag %s") % tag
        return _("who do not have the tag %s") % tag

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        names = [name for pk, name in self.names.items() if pk in contact.tag_ids]
        return ", ".join(names) or _("No tags.")

    def listens(self, op: str, value: int) -> frozenset[int]:
        return TAGGED


class Groups(Subject):
    section = BELONGING

    def __init__(self, category: GroupCategory) -> None:
        self.key, self.label = f"groups{category.pk}", category.title
        self.names = {group.pk: group.name for group in category.listed_groups}

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This group is no longer there.")
        groups = Choices(lambda: self.names, gone)
        return (
            Operator("any", gettext_lazy("one of"), groups),
            Operator("all", gettext_lazy("all of"), groups),
            Operator("none", gettext_lazy("none of"), groups, "any"),
        )

    def matching(self, op: str, value: list[int], at: At) -> Holding:
        return Holding("group_ids", value, every=op == "all")

    def clause(self, op: str, value: list[int]) -> str:
        said = {"category": self.label, "groups": self._listed(op, value)}
        if op == "none":
            return _("who are not in %(groups)s (%(category)s)") % said
        return _("who are in %(groups)s (%(category)s)") % said

    def datum(self, contact: Any, op: str, value: list[int], at: At) -> str:
        names = [name for pk, name in self.names.items() if pk in contact.group_ids]
        return ", ".join(names) or _("In none of these groups.")

    def listens(self, op: str, value: list[int]) -> frozenset[int]:
        return GROUPED

    def _listed(self, op: str, keys: list[int]) -> str:
        names: Mapping[int, str] = {pk: quoted(name) for pk, name in self.names.items()}
        if op == "all":
            joint = pgettext("between choices", "and")
            return str(get_text_list([names[key] for key in keys], joint))
        return listed(names, keys)
