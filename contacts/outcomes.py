"""What came of the long work of this app, in words, and where to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Right
from audiences import kinds
from audiences.kinds import Kind, Link
from contacts import nightly, sweeping, untagging
from contacts.exports import launching, personal
from contacts.exports import running as exporting
from contacts.imports import preparing
from contacts.imports import running as importing
from contacts.models import Import, PastImport
from contacts.past import running as past
from contacts.suppressions import running as suppressing

if TYPE_CHECKING:
    from audiences.models import Job


def _swept(job: Job) -> str:
    return ngettext(
        "Taken from %(n)s contact.", "Taken from %(n)s contacts.", job.done
    ) % {"n": intcomma(job.done)}


def _imported(job: Job) -> str:
    report = importing.report(job)
    if not report["rows"]:
        return ""
    said = {name: intcomma(n) for name, n in report.items()}
    if job.params.get("rehearsal"):
        return (
            _(
                "Of %(rows)s rows: %(created)s new, %(updated)s to be updated, "
                "%(unchanged)s unchanged, %(refused)s refused."
            )
            % said
        )
    return (
        _("%(created)s created, %(updated)s updated, %(refused)s refused of %(rows)s.")
        % said
    )


def _upload_link(job: Job) -> Link:
    model = PastImport if PastImport.PARAM in job.params else Import
    args = [job.audience_id, job.params[model.PARAM]]
    # What was only read or checked may wait to be begun.
    is_told = job.kind != preparing.KIND and not job.params.get("rehearsal")
    label = _("Report") if is_told else _("To the import")
    return Link(label, reverse(f"contacts:{model.PAGES}_detail", args=args))


def _exported(job: Job) -> str:
    if job.state != job.State.FINISHED:
        return ""
    n = job.counts.get("rows", 0)
    said = ngettext("%(n)s contact in the file.", "%(n)s contacts in the file.", n) % {
        "n": intcomma(n)
    }
    day = date_format(timezone.localtime(launching.expires_at(job)), "j F Y")
    if not launching.is_there(job):
        return f"{said} {_('The file was deleted on %s.') % day}"
    return f"{said} {_('It is deleted on %s.') % day}"


def _export_link(job: Job) -> Link | None:
    if not launching.is_there(job):
        return None
    url = reverse("contacts:export_download", args=[job.audience_id, job.pk])
    size = filesizeformat(job.counts.get("size", 0))
    return Link(_("Download (%s)") % size, url, posts=True)


def _told(job: Job) -> str:
    if job.state != job.State.FINISHED:
        return ""
    if not launching.is_there(job):
        return _("The file was deleted.")
    day = date_format(timezone.localtime(launching.expires_at(job)), "j F Y")
    return _("The file is deleted on %s.") % day


def _personal_link(job: Job) -> Link | None:
    if not launching.is_there(job):
        return None
    url = reverse("contacts:export_personal", args=[job.audience_id, job.pk])
    size = filesizeformat(job.counts.get("size", 0))
    return Link(_("Download (%s)") % size, url, posts=True)


def _suppressed(job: Job) -> str:
    report = suppressing.report(job)
    if not report["rows"]:
        return ""
    said = {name: intcomma(n) for name, n in report.items()}
    return (
        _(
            "%(added)s addresses are newly suppressed, %(known)s were so already, "
            "%(refused)s lines of %(rows)s were refused."
        )
        % said
    )


def _suppression_link(job: Job) -> Link:
    args = [job.audience_id, job.params["listed"]]
    return Link(_("Report"), reverse("contacts:suppressionlist_detail", args=args))


def _past(job: Job) -> str:
    report = past.report(job)
    if not report["rows"]:
        return ""
    said = {name: intcomma(n) for name, n in report.items()}
    if job.params.get("rehearsal"):
        return (
            _(
                "Of %(rows)s rows: %(new)s new events, %(duplicates)s there already, "
                "%(refused)s refused."
            )
            % said
        )
    return (
        _("%(new)s events written, %(duplicates)s were there, %(refused)s refused.")
        % said
    )


kinds.register(nightly.KIND, Kind("star", of_house=True))
kinds.register(sweeping.TAG, Kind("tag-off", outcome=_swept))
kinds.register(untagging.KIND, Kind("tag-off", outcome=_swept))
kinds.register(sweeping.FIELD, Kind("forms", outcome=_swept))
kinds.register(
    importing.KIND,
    Kind(
        "upload",
        Right.MANAGE,
        outcome=_imported,
        link=_upload_link,
        counts_people=False,
        stays=True,
    ),
)
kinds.register(
    past.KIND,
    Kind(
        "history",
        Right.MANAGE,
        outcome=_past,
        link=_upload_link,
        counts_people=False,
        stays=True,
    ),
)
# It stays, since deleting the job would take an import with it that waits for its part.
kinds.register(
    preparing.KIND,
    Kind(
        "file-text",
        Right.MANAGE,
        link=_upload_link,
        counts_people=False,
        stays=True,
    ),
)
kinds.register(
    exporting.KIND,
    Kind("download", Right.GOVERN, outcome=_exported, link=_export_link),
)
kinds.register(
    personal.KIND,
    Kind(
        "user-share",
        Right.GOVERN,
        outcome=_told,
        link=_personal_link,
        counts_people=False,
    ),
)
kinds.register(
    suppressing.KIND,
    Kind(
        "shield-off",
        Right.GOVERN,
        outcome=_suppressed,
        link=_suppression_link,
        counts_people=False,
    ),
)
