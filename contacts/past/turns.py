"""Past events of an audience are written, or taken back, but never both at once.

What is just being taken back still stands in the log: a file that is brought meanwhile
would leave it out as there already, and nobody would write it any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audiences.jobs import JobError
from contacts.past import statement

if TYPE_CHECKING:
    from audiences.models import Audience

WRITING = "contacts.past"  # the kind of the jobs that write
UNDOING = "contacts.past"  # the verb of the actions that are undone


def to_write(audience: Audience) -> None:
    """Raise `JobError` while events are taken back; none are until the commit."""
    statement.hold(audience)
    undoing = audience.jobs.filter(kind="audiences.undo", params__verb=UNDOING)
    if undoing.open().exists():
        raise JobError(
            _("Past events are just being taken back. Wait until it is done.")
        )


def to_undo(audience: Audience) -> None:
    """Raise `JobError` while a file is written; none is until the commit."""
    statement.hold(audience)
    writing = audience.jobs.filter(kind=WRITING).exclude(params__has_key="rehearsal")
    if writing.open().exists():
        raise JobError(_("Past events are just being imported. Wait until it is done."))
