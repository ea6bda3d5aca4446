"""The ledger of consent as a file of its own beside those of the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.exports.columns import Book, Record, Value

TABLE = "consents"


def titles() -> list[str]:
    return [
        *(_("Email address"), _("When"), _("Channel"), _("Purpose"), _("Given")),
        *(_("How"), _("Source"), _("By"), _("From (IP address)")),
        *(_("Wording"), _("Version of the wording"), _("Language of the wording")),
    ]


def rows(
    audience: Audience, records: Sequence[Record], book: Book
) -> list[list[Value]]:
    """Every line about these contacts, of each the oldest first: one query."""
    emails = {record["pk"]: record["email_display"] for record in records}
    lines = audience.consents.filter(contact_id__in=emails)
    told = lines.select_related("source", "actor").order_by("contact_id", "at", "pk")
    return [_row(emails[line.contact_id], line, book) for line in told]


def _row(email: str, line: Any, book: Book) -> list[Value]:
    given = {True: book.yes, False: book.no, None: ""}[line.given]
    return [
        *(email, book.moment(line.at), line.channel, line.purpose, given, line.how),
        *(str(line.source or ""), str(line.actor or ""), line.ip or ""),
        *(line.wording, line.version, line.language),
    ]
