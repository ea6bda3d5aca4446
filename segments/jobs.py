"""The kinds of long work of this app, registered by being imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from audiences.kinds import Kind, Link, register
from segments import following, handover

if TYPE_CHECKING:
    from audiences.models import Job

__all__ = ["following", "handover"]


def _link(job: Job) -> Link:
    args = [job.audience_id, job.params["segment"]]
    return Link(_("To the segment"), reverse("segments:segment_following", args=args))


register(following.KIND, Kind("chart-pie", link=_link, counts_people=False))
register(handover.KIND, Kind("tag", link=_link))
