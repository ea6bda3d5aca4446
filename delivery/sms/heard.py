"""What people wrote to a program, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts import texting
from contacts.values import phones
from delivery.models import ReceivedText

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact

LATELY = 20
# Who waits longest comes first; the next come up as these are judged.
TO_JUDGE = 10
# Of a text that are shown at once.
LETTERS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """A text, and whether its number is out of SMS by now."""

    text: ReceivedText
    is_out: bool

    @property
    def contact(self) -> Contact | None:
        contact: Contact | None = self.text.contact
        return contact

    @property
    def number(self) -> str:
        return phones.in_words(self.text.number)

    @property
    def is_long(self) -> bool:
        return len(self.text.body) > LETTERS

    @property
    def start(self) -> str:
        """All of it where it is short."""
        body = self.text.body
        return f"{body[: LETTERS - 1]}…" if self.is_long else body

    @property
    def kind(self) -> str:
        """How the badge of what it means looks."""
        if self.text.is_open:
            return "warn"
        return "info" if self.text.word else ""

    @property
    def meaning(self) -> str:
        """What it was taken for; nothing of a text that is just one."""
        if self.text.word:
            return str(self.text.get_word_display())
        if self.text.is_open:
            return _("May want out")
        if self.text.may_want_out and not self.is_out:
            return _("Dismissed")
        return ""


@dataclass(frozen=True, slots=True)
class Heard:
    to_judge: list[Row]
    n_to_judge: int
    lately: list[Row]
    here: str
    newest_url: str
    older_url: str

    @property
    def is_empty(self) -> bool:
        return not (self.to_judge or self.lately or self.newest_url)

    @classmethod
    def of(cls, audience: Audience, before: int | None = None) -> Self:
        """Six queries at most, however many there are and deep the page lies."""
        texts = audience.receivedtexts.with_people()
        waiting = list(texts.to_judge().oldest_first()[: TO_JUDGE + 1])
        n = len(waiting)
        if n > TO_JUDGE:
            n = audience.receivedtexts.to_judge().count()
        listed = texts.newest_first()
        if before is not None:
            listed = listed.filter(pk__lt=before)
        found = list(listed[: LATELY + 1])
        some, shown = waiting[:TO_JUDGE], found[:LATELY]
        numbers = {each.number for each in (*some, *shown)}
        out = texting.opted_out(audience, numbers)
        url = reverse("sms:receivedtext_list", args=[audience.pk])
        return cls(
            [Row(each, each.number in out) for each in some],
            n,
            [Row(each, each.number in out) for each in shown],
            here=url if before is None else f"{url}?before={before}",
            newest_url="" if before is None else url,
            older_url=f"{url}?before={shown[-1].pk}" if len(found) > LATELY else "",
        )
