"""What came of exports of answers, in words, and where the file is."""

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
from contacts.exports import launching
from forms.surveys import exporting

if TYPE_CHECKING:
    from audiences.models import Job


def _told(job: Job) -> str:
    if job.state != job.State.FINISHED:
        return ""
    n = job.counts.get("rows", 0)
    said = ngettext("%(n)s submission.", "%(n)s submissions.", n) % {"n": intcomma(n)}
    if not launching.is_there(job):
        return f"{said} {_('The file was deleted.')}"
    day = date_format(timezone.localtime(launching.expires_at(job)), "j F Y")
    return f"{said} {_('The file is deleted on %s.') % day}"


def _link(job: Job) -> Link | None:
    if not launching.is_there(job):
        return None
    url = reverse("forms:survey_download", args=[job.audience_id, job.pk])
    size = filesizeformat(job.counts.get("size", 0))
    return Link(_("Download (%s)") % size, url, posts=True)


kinds.register(
    exporting.KIND,
    Kind(
        "download",
        Right.GOVERN,
        outcome=_told,
        link=_link,
        counts_people=False,
    ),
)
