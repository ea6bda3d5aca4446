from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AuditEntry
from accounts.roles import Right
from audiences.jobs import JobError
from contacts import deleting
from contacts.bulk.registry import BulkVerb, Done, Params
from contacts.bulk.running import register
from contacts.forms.bulk import NumberForm

if TYPE_CHECKING:
    from audiences.models import Audience, Job
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet


class ForGood(BulkVerb):
    """What cannot be taken back: the number of people is typed, and it is logged."""

    right, danger, undoable = Right.GOVERN, True, False
    logged: ClassVar[str]

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> NumberForm:
        return NumberForm(data, people=selection.exact_count(audience))

    def params(self, form: Any) -> dict[str, Any]:
        return {"people": form.people}

    def agree(self, job: Job) -> None:
        if job.total != job.params["with"]["people"]:
            raise JobError(_("The list has changed meanwhile. Look at it again."))

    def over(self, job: Job) -> None:
        """Write down who did it, when and from where."""
        gone = job.counts.get("changed", 0)
        text = ngettext("%(n)s contact", "%(n)s contacts", gone) % {"n": gone}
        AuditEntry.objects.record(
            job.audience.account,
            self.logged,
            text,
            actor=job.owner,
            ip=job.params["ip"],
            audience=job.audience_id,
            contacts=gone,
        )


@register
class Delete(ForGood):
    kind, slug, order = "contacts.delete", "delete", 90
    label, icon = gettext_lazy("Delete for good…"), "trash"
    submit = gettext_lazy("Delete for good")
    body = "contacts/bulk/delete.html"
    logged = "contacts.deleted"

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Delete all contacts that match")
        return ngettext("Delete %(n)s contact", "Delete %(n)s contacts", number)

    def doing(self, params: Params) -> str:
        return _("Deleting contacts")

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(deleting.delete(contacts, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext("%(n)s contact deleted", "%(n)s contacts deleted", n)


@register
class Erase(ForGood):
    kind, slug, order = "contacts.erase", "erase", 91
    label, icon = gettext_lazy("Erase…"), "user-x"
    submit = gettext_lazy("Erase for good")
    body = "contacts/bulk/erase.html"
    logged = "contacts.erased"

    def title(self, number: int | None) -> str:
        if number is None:
            return _("Erase all contacts that match")
        return ngettext("Erase %(n)s contact", "Erase %(n)s contacts", number)

    def doing(self, params: Params) -> str:
        return _("Erasing contacts")

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        return Done(deleting.erase(contacts, cause))

    def done_text(self, n: int, params: Params) -> str:
        return ngettext("%(n)s contact erased", "%(n)s contacts erased", n)
