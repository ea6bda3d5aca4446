"""What came of the long work of this app, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from audiences import kinds
from audiences.kinds import Kind
from preferences import managing, merging

if TYPE_CHECKING:
    from audiences.models import Job


def _swept(job: Job) -> str:
    return ngettext(
        "Taken from %(n)s contact.", "Taken from %(n)s contacts.", job.done
    ) % {"n": intcomma(job.done)}


def _merged(job: Job) -> str:
    return ngettext(
        "Of %(n)s contact the choice was moved.",
        "Of %(n)s contacts the choice was moved.",
        job.done,
    ) % {"n": intcomma(job.done)}


kinds.register(managing.SWEEP, Kind("heart-off", outcome=_swept))
kinds.register(merging.KIND, Kind("arrows-join", outcome=_merged))
