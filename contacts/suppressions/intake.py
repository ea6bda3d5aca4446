"""Taking a list of suppressed addresses in: stored, and its columns guessed."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts import pasting, uploading
from contacts.imports import mapping
from contacts.imports.preview import Preview
from contacts.imports.reading import Dialect, FileRefused
from contacts.models import SuppressionList
from contacts.suppressions import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

MAX_BYTES = 200 << 20
NAME = "suppressions.csv"  # of a stored file, before it is made one of its own


def take(
    audience: Audience, file: IO[bytes], filename: str, *, owner: User
) -> SuppressionList:
    """Store the file with the best guess of what its columns hold.

    Raises `FileRefused` with a sentence when no addresses can be read from it.
    """
    listed = SuppressionList(audience=audience, filename=filename[-200:], owner=owner)
    too_large = _("The file is larger than 200 MB. Split it.")
    normal, head = uploading.look(listed, file, MAX_BYTES, too_large)
    listed.address_column = _addresses_in(head)
    listed.reason_column = _reasons_in(head)
    uploading.keep(listed, normal, NAME)
    return listed


def take_pasted(audience: Audience, text: str, *, owner: User) -> SuppressionList:
    """Store what was pasted: addresses in any order, one or several to a line.

    What should be an address and is none gets a line of its own, to be reported.
    """
    addresses, unreadable = pasting.read(text)
    if not addresses:
        raise FileRefused(_("There is no address in what was pasted."))
    lines = [*addresses, *(" ".join(word.split()) for word in unreadable)]
    data = "\n".join(line.replace('"', "'") for line in lines).encode()
    # No sign of the text is one between columns.
    listed = SuppressionList(
        audience=audience,
        filename=_("Pasted addresses"),
        size=len(data),
        owner=owner,
    )
    uploading.set_dialect(listed, Dialect("utf-8", "\t", has_header=False))
    uploading.keep(listed, io.BytesIO(data), NAME)
    return listed


def _addresses_in(head: Preview) -> int:
    place = uploading.addresses_in(head)
    if place is None:
        raise FileRefused(_("No column of this file holds email addresses."))
    return place


def _reasons_in(head: Preview) -> int | None:
    """The column that says why, by its title or by words that are known."""
    for place, title in enumerate(head.titles):
        cells = [cell for cell in head.column(place) if cell.strip()]
        is_titled = mapping.fold(title) in kinds.TITLES
        known = sum(bool(kinds.of_word(c)) or kinds.lets_stay(c) for c in cells)
        if known and (is_titled or known == len(cells)):
            return place
    return None
