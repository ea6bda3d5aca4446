from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from audiences import jobs
from contacts import tagging
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.forms.tags import TagPickForm

if TYPE_CHECKING:
    from audiences.models import ActionChunk, Audience
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.models import Tag
    from contacts.querysets import ContactQuerySet


class TagVerb(BulkVerb):
    body = "contacts/bulk/pick_tag.html"
    makes_tags = False
    find_label = gettext_lazy("Find a tag")

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> TagPickForm:
        return TagPickForm(data, audience=audience, new=self.makes_tags)

    def params(self, form: TagPickForm) -> dict[str, Any]:
        return {"tag": form.tag.pk, "tag_name": form.tag.name}


@register
class Give(TagVerb):
    kind, slug, order = "contacts.tag", "tag", 10
    label, icon = gettext_lazy("Tag…"), "tag"
    submit = pgettext_lazy("verb", "Tag")
    in_bar, key = True, "t"
    makes_tags = True
    find_label = gettext_lazy("Find a tag, or name a new one")

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Tag all contacts that match")
        return ngettext("Tag %(n)s contact", "Tag %(n)s contacts", number)

    def doing(self, params: Params) -> str:
        return _("Tagging with “%(tag_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(tagging.tag(contacts, present_tag(cause.audience, params), cause))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        tag = present_tag(cause.audience, params)
        return len(tagging.untag(contacts, tag, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact tagged “%(tag_name)s”",
            "%(n)s contacts tagged “%(tag_name)s”",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s had the tag", "%(n)s had the tag", n)
        return super().left_text(reason, n, params)


@register
class Take(TagVerb):
    kind, slug, order = "contacts.untag", "untag", 20
    label, icon = gettext_lazy("Untag…"), "tag-off"
    submit = gettext_lazy("Untag")
    in_bar = True

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Untag all contacts that match")
        return ngettext("Untag %(n)s contact", "Untag %(n)s contacts", number)

    def doing(self, params: Params) -> str:
        return _("Taking the tag “%(tag_name)s”") % params

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(tagging.untag(contacts, present_tag(cause.audience, params), cause))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        tag = present_tag(cause.audience, params)
        return len(tagging.tag(contacts, tag, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "Tag “%(tag_name)s” taken from %(n)s contact",
            "Tag “%(tag_name)s” taken from %(n)s contacts",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s did not have it", "%(n)s did not have it", n)
        return super().left_text(reason, n, params)


def present_tag(audience: Audience, params: Params) -> Tag:
    """The tag that a job or an action is about; a `JobError` when it was deleted."""
    tag = audience.tags.present().filter(pk=params["tag"]).first()
    if tag is None:
        raise jobs.JobError(
            _("The tag “%s” was deleted meanwhile.") % params["tag_name"]
        )
    return tag
