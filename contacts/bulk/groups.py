from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audiences import jobs
from contacts import grouping
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.forms.groups import GroupPickForm

if TYPE_CHECKING:
    from audiences.models import ActionChunk, Audience
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.models import Group
    from contacts.querysets import ContactQuerySet


class GroupVerb(BulkVerb):
    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> GroupPickForm:
        return GroupPickForm(data, audience=audience)

    def params(self, form: GroupPickForm) -> dict[str, Any]:
        return {"group": form.picked.pk, "group_name": form.picked.name}


@register
class Join(GroupVerb):
    kind, slug, order = "contacts.join_group", "group", 40
    label, icon = gettext_lazy("Put into a group…"), "category-plus"
    submit = gettext_lazy("Put into the group")

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Put all contacts that match into a group")
        return ngettext(
            "Put %(n)s contact into a group", "Put %(n)s contacts into a group", number
        )

    def doing(self, params: Params) -> str:
        return _("Putting into the group “%(group_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        group = present_group(cause.audience, params)
        left = grouping.join(contacts, group, cause)
        return Done(list(left), {pk: groups for pk, groups in left.items() if groups})

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        """Back into the groups that were left for this one, where they are there."""
        group = present_group(cause.audience, params)
        left = set(grouping.leave(contacts, group, cause))
        back: dict[int, list[int]] = {}
        for pk, groups in (chunk.before or {}).items():
            for other in groups:
                if int(pk) in left:
                    back.setdefault(other, []).append(int(pk))
        for other in cause.audience.groups.present().filter(pk__in=back).order_by("pk"):
            grouping.join(contacts.filter(pk__in=back[other.pk]), other, cause)
        return len(left)

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact put into “%(group_name)s”",
            "%(n)s contacts put into “%(group_name)s”",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was in it already", "%(n)s were in it already", n)
        return super().left_text(reason, n, params)


@register
class Leave(GroupVerb):
    kind, slug, order = "contacts.leave_group", "ungroup", 41
    label, icon = gettext_lazy("Take out of a group…"), "category-minus"
    submit = gettext_lazy("Take out of the group")

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Take all contacts that match out of a group")
        return ngettext(
            "Take %(n)s contact out of a group",
            "Take %(n)s contacts out of a group",
            number,
        )

    def doing(self, params: Params) -> str:
        return _("Taking out of the group “%(group_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        group = present_group(cause.audience, params)
        return Done(grouping.leave(contacts, group, cause))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        """Only into a category where they have not joined another group since."""
        group = present_group(cause.audience, params)
        return len(grouping.join(contacts.free_for(group), group, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact taken out of “%(group_name)s”",
            "%(n)s contacts taken out of “%(group_name)s”",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was not in it", "%(n)s were not in it", n)
        return super().left_text(reason, n, params)


def present_group(audience: Audience, params: Params) -> Group:
    """The group that a job or an action is about; a `JobError` when it was deleted."""
    groups = audience.groups.present().select_related("category")
    group = groups.filter(pk=params["group"]).first()
    if group is None:
        raise jobs.JobError(
            _("The group “%s” was deleted meanwhile.") % params["group_name"]
        )
    return group
