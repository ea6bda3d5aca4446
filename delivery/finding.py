"""To whom a text names: what deliveries are searched for by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from contacts.values.phones import phone_of
from contacts.values.refusing import ValueRefused

if TYPE_CHECKING:
    from audiences.models import Audience

MOST_FOUND = 1_000


@dataclass(frozen=True, slots=True)
class Sought:
    """People whose address or name has these words, or whose number it is.

    Of more people than `MOST_FOUND` the others are not looked for.
    """

    text: str
    number: str  # in E.164, where the text is one
    people: list[int]
    is_cut: bool

    @classmethod
    def of(cls, audience: Audience, text: str) -> Self:
        number, people = _number(audience, text), audience.contacts.all()
        found = people.search(text).order_by("pk").values_list("pk", flat=True)
        pks = list(found[: MOST_FOUND + 1])
        if number:
            pks += people.with_number(number).values_list("pk", flat=True)[:MOST_FOUND]
        return cls(text, number, pks[:MOST_FOUND], len(pks) > MOST_FOUND)

    @property
    def anywhere(self) -> Q:
        """Deliveries of whatever message: by indexes alone."""
        alone = Q(contact=None, email=self.number or self.text.lower())
        return Q(contact_id__in=self.people) | alone

    @property
    def within(self) -> Q:
        """Deliveries of one message: also by where they went, as it was then."""
        text = self.text.lower()
        if text.startswith("@"):
            return self.anywhere | Q(email__endswith=text)
        if self.number or "@" in text:
            return self.anywhere | Q(email=self.number or text)
        return self.anywhere


def _number(audience: Audience, text: str) -> str:
    try:
        return phone_of(audience.country)(text)
    except ValueRefused:
        return ""
