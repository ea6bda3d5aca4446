"""The export archive of another service: a zip with a list for each status.

One of its lists is chosen and unpacked, and is then a text file like any other. What
its name says of its people binds the import.
"""

from __future__ import annotations

import re
import tempfile
from typing import IO, TYPE_CHECKING

from contacts.imports import containers, intake, normalizing, zips
from contacts.imports.zips import ZipRefused

if TYPE_CHECKING:
    from contacts.models import Import

# Mailchimp calls its lists subscribed_members_export_1a2b.csv and so on.
_STATUS = re.compile(r"(subscribed|nonsubscribed|unsubscribed|cleaned)[_\W]", re.I)
OPTED_OUT = {"unsubscribed", "cleaned"}


def lists_in(run: Import) -> list[str]:
    """The lists of contacts, by their names in the archive."""
    with run.original.open("rb") as file:
        names = [member.filename for member in zips.members(file)]
    return list(filter(containers.is_list, names))


def status_of(part: str) -> str:
    """The status that the name of a list says its people have; empty for none."""
    found = _STATUS.match(part.rpartition("/")[2])
    return found[1].lower() if found else ""


def must_stay_out(run: Import) -> bool:
    """Whether the list is of people who must not be written to."""
    return run.kind == run.Kind.ARCHIVE and status_of(run.sheet) in OPTED_OUT


def unpack(run: Import) -> None:
    """Store the chosen list as the rows of the import."""
    with run.original.open("rb") as file, tempfile.TemporaryFile() as out:
        try:
            _copy(file, run.sheet, out)
        except ZipRefused as code:
            raise containers.refused(str(code)) from None
        run.status = status_of(run.sheet) or run.status
        intake.store_rows(run, normalizing.normalize(out))


def _copy(file: IO[bytes], part: str, out: IO[bytes]) -> None:
    for member in zips.members(file):
        if member.filename == part:
            for piece in zips.pieces(file, member):
                out.write(piece)
            return
    raise ZipRefused("broken")
