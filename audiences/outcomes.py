"""The kinds of long work of this app, and what came of them in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import ngettext

from accounts.roles import Right
from audiences import actions, kinds, lifecycle
from audiences.kinds import Kind

if TYPE_CHECKING:
    from audiences.models import Job


def undone(n: int, left: int) -> str:
    """How many contacts are as they were, and how many were left alone."""
    back = ngettext(
        "%(n)s contact is as it was.", "%(n)s contacts are as they were.", n
    ) % {"n": intcomma(n)}
    alone = ngettext(
        "%(n)s was left alone, since it has changed meanwhile.",
        "%(n)s were left alone, since they have changed meanwhile.",
        left,
    ) % {"n": intcomma(left)}
    return f"{back} {alone}" if left else back


def _undone(job: Job) -> str:
    n = job.counts.get("undone", 0)
    say = actions.in_words.get(job.params.get("verb", ""), undone)
    return say(n, job.done - n)


kinds.register("audiences.undo", Kind("arrow-back-up", outcome=_undone))
kinds.register(lifecycle.DELETE, Kind("trash", Right.GOVERN))
