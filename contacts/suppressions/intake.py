"""Taking a list of suppressed addresses in: stored, and its columns guessed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import pasting, strays
from contacts.imports import mapping, normalizing, preview
from contacts.imports.preview import Preview
from contacts.imports.reading import Dialect, FileRefused
from contacts.models import SuppressionList
from contacts.suppressions import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

MAX_BYTES = 200 << 20
FOLDER = "suppressions"


def take(
    audience: Audience, file: IO[bytes], filename: str, *, owner: User
) -> SuppressionList:
    """Store the file with the best guess of what its columns hold.

    Raises `FileRefused` with a sentence when no addresses can be read from it.
    """
    normal = normalizing.normalize(file)
    size = normal.seek(0, 2)
    if size > MAX_BYTES:
        raise FileRefused(_("The file is larger than 200 MB. Split it."))
    head = preview.preview(normal)
    listed = SuppressionList(audience=audience, filename=filename[-200:], size=size)
    listed.owner = owner
    listed.encoding = head.dialect.encoding
    listed.delimiter = head.dialect.delimiter
    listed.has_header = head.dialect.has_header
    listed.address_column = _addresses_in(head)
    listed.reason_column = _reasons_in(head)
    normal.seek(0)
    listed.file.save("suppressions.csv", File(normal), save=False)
    listed.save()
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
        encoding="utf-8",
        delimiter="\t",
        has_header=False,
    )
    listed.file.save("suppressions.csv", File(io.BytesIO(data)), save=False)
    listed.save()
    return listed


def head_of(listed: SuppressionList) -> Preview:
    with listed.file.open("rb") as file:
        return preview.preview(file, dialect_of(listed))


def dialect_of(listed: SuppressionList) -> Dialect:
    return Dialect(listed.encoding, listed.delimiter, listed.has_header)


def discard(listed: SuppressionList) -> None:
    """Forget a list that came to nothing, and its file."""
    if listed.file:
        listed.file.delete(save=False)
    listed.audience.suppressionlists.filter(pk=listed.pk).delete()


def expire() -> int:
    """Discard the lists that nobody went on with; return how many."""
    lists = expired()
    for listed in lists:
        discard(listed)
    return len(lists)


def expired() -> list[SuppressionList]:
    before = timezone.now() - timedelta(days=settings.IMPORT_FILE_DAYS)
    unused = SuppressionList.objects.filter(job=None, created_at__lt=before)
    return list(unused.select_related("audience").order_by("pk"))


def sweep_strays() -> int:
    return strays.sweep(FOLDER, known_files)


def known_files(names: list[str]) -> set[str]:
    named = SuppressionList.objects.filter(file__in=names)
    return set(named.values_list("file", flat=True))


def _addresses_in(head: Preview) -> int:
    """The column in which most cells look like addresses."""
    width = max(len(head.titles), *map(len, head.rows), 1)
    counts = [sum("@" in cell for cell in _cells(head.rows, n)) for n in range(width)]
    if not max(counts):
        raise FileRefused(_("No column of this file holds email addresses."))
    return counts.index(max(counts))


def _reasons_in(head: Preview) -> int | None:
    """The column that says why, by its title or by words that are known."""
    for place, title in enumerate(head.titles):
        cells = [cell for cell in _cells(head.rows, place) if cell.strip()]
        is_titled = mapping.fold(title) in kinds.TITLES
        known = sum(bool(kinds.of_word(cell)) for cell in cells)
        if known and (is_titled or known == len(cells)):
            return place
    return None


def _cells(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row)]
