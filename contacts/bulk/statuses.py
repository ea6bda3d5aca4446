from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts import statuses
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.filters import ARCHIVED

if TYPE_CHECKING:
    from audiences.models import ActionChunk
    from contacts.causes import Cause
    from contacts.changing import Changed
    from contacts.filters import Filter
    from contacts.querysets import ContactQuerySet


@register
class Unsubscribe(BulkVerb):
    kind, slug, order = "contacts.unsubscribe", "unsubscribe", 50
    label, icon = gettext_lazy("Unsubscribe…"), "mail-off"
    submit = gettext_lazy("Unsubscribe")
    body = "contacts/bulk/unsubscribe.html"

    def fits(self, wanted: Filter) -> bool:
        return wanted.status not in {"unsubscribed", "cleaned"}

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Unsubscribe all contacts that match")
        return ngettext(
            "Unsubscribe %(n)s contact", "Unsubscribe %(n)s contacts", number
        )

    def doing(self, params: Params) -> str:
        return _("Unsubscribing")

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        changed = statuses.unsubscribe(contacts, cause)
        return Done(ids_of(changed), {row.id: row.old_status for row in changed})

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        if chunk.at is None:
            return 0
        before = chunk.before or {}
        return len(statuses.take_back_unsubscribing(contacts, cause, before, chunk.at))

    def why_left(self, left: ContactQuerySet) -> dict[str, int]:
        cleaned = left.filter(status="cleaned").count()
        return {"same": left.count() - cleaned, "cleaned": cleaned}

    def done_text(self, n: int, params: Params) -> str:
        return ngettext("%(n)s contact unsubscribed", "%(n)s contacts unsubscribed", n)

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s had opted out", "%(n)s had opted out", n)
        if reason == "cleaned":
            return ngettext(
                "the address of %(n)s is dead",
                "the addresses of %(n)s are dead",
                n,
            )
        return super().left_text(reason, n, params)


@register
class Archive(BulkVerb):
    kind, slug, order = "contacts.archive", "archive", 30
    label, icon = gettext_lazy("Archive"), "archive"
    in_bar, asks = True, False

    def fits(self, wanted: Filter) -> bool:
        return wanted.status != ARCHIVED

    def title(self, number: int | None) -> str:
        return _("Archive")

    def doing(self, params: Params) -> str:
        return _("Archiving")

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(ids_of(statuses.archive(contacts, cause)))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        by_this = contacts.filter(archived_at=chunk.at)
        return len(statuses.unarchive(by_this, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext("%(n)s contact archived", "%(n)s contacts archived", n)

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was archived", "%(n)s were archived", n)
        return super().left_text(reason, n, params)


@register
class Unarchive(BulkVerb):
    kind, slug, order = "contacts.unarchive", "unarchive", 30
    label, icon = gettext_lazy("Unarchive"), "archive-off"
    in_bar, asks = True, False

    def fits(self, wanted: Filter) -> bool:
        return wanted.status == ARCHIVED

    def title(self, number: int | None) -> str:
        return _("Unarchive")

    def doing(self, params: Params) -> str:
        return _("Bringing back from the archive")

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(ids_of(statuses.unarchive(contacts, cause)))

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        return len(statuses.archive(contacts, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext(
            "%(n)s contact brought back from the archive",
            "%(n)s contacts brought back from the archive",
            n,
        )

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "same":
            return ngettext("%(n)s was not archived", "%(n)s were not archived", n)
        return super().left_text(reason, n, params)


def ids_of(changed: list[Changed]) -> list[int]:
    return [row.id for row in changed]
