"""What a list can be narrowed by beside words, status and tags: facts of a contact.

Each facet reads its value from a URL, narrows a queryset by it, and says in words what
it means, or nothing where it means nothing in this audience. Apps register theirs in a
module `facets`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import number_of
from audiences.countries import COUNTRIES
from audiences.locales import language_choices

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from contacts.models import Source
    from contacts.querysets import ContactQuerySet

UNKNOWN = "-"  # no country, no language
LAST_YEAR = 2200
MAX_DAYS = 36_500

type Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facet(ABC):
    name: ClassVar[str]  # of the parameter in URLs
    label: ClassVar[Text]
    is_heavy: ClassVar[bool] = False  # may take long, so that it is given an end
    any_of_them: ClassVar[Text] = ""  # the first of what it offers: it narrows nothing

    @abstractmethod
    def clean(self, text: str) -> str:
        """The value as it is kept; empty when it makes no sense."""

    @abstractmethod
    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        """Those of the contacts that it is true for."""

    @abstractmethod
    def words(self, audience: Audience, value: str) -> str:
        """What the value means; empty when it means nothing here."""

    def offers(self, audience: Audience) -> list[Pair]:
        """The values, with their words, that the form of filters offers beside its own;
        none of what is chosen elsewhere. In one query.
        """
        return []

    def url(self, audience: Audience, value: str) -> str:
        """Where what the value names is changed, if it can be."""
        return ""

    def fixed(self, audience: Audience, value: str) -> Pair:
        """The same as it is now, for what is done later: a name and a value."""
        return self.name, value


def cleaned_id(text: str) -> str:
    """An id as it is kept; empty for what can be none."""
    number = number_of(text)
    return "" if number is None else str(number)


class SourceFacet(Facet):
    """A source by its id, or an import by its own: `import-7`."""

    name, label = "source", gettext_lazy("Source")

    def clean(self, text: str) -> str:
        number = text.removeprefix("import-")
        small = number.isdecimal() and number.isascii() and len(number) < 19
        return text if small else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        if not value.startswith("import-"):
            return contacts.filter(source_id=int(value))
        # Looked up beforehand: of an id that it sees, the planner knows how many came.
        source = self._source(audience, value)
        return contacts.filter(source=source) if source else contacts.none()

    def words(self, audience: Audience, value: str) -> str:
        source = self._source(audience, value)
        return said_of(source) if source else ""

    def _source(self, audience: Audience, value: str) -> Source | None:
        number = int(value.removeprefix("import-"))
        if value.startswith("import-"):
            return audience.sources.filter(kind="import", object_id=number).first()
        return audience.sources.filter(pk=number).first()


class ActionFacet(Facet):
    """Something that was done to many at once, as long as it can be taken back."""

    name, label = "action", gettext_lazy("Changed by")

    def clean(self, text: str) -> str:
        return cleaned_id(text)

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.changed_by(int(value))

    def words(self, audience: Audience, value: str) -> str:
        action = audience.actions.filter(pk=int(value)).first()
        return action.label if action else ""


class CountryFacet(Facet):
    name, label = "country", gettext_lazy("Country")

    def clean(self, text: str) -> str:
        return text if text == UNKNOWN or text in COUNTRIES else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.filter(country="" if value == UNKNOWN else value)

    def words(self, audience: Audience, value: str) -> str:
        return _("Unknown") if value == UNKNOWN else str(COUNTRIES[value])


class LanguageFacet(Facet):
    name, label = "language", gettext_lazy("Language")

    def clean(self, text: str) -> str:
        return text if text == UNKNOWN or text in dict(language_choices()) else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.filter(language="" if value == UNKNOWN else value)

    def words(self, audience: Audience, value: str) -> str:
        return _("Unknown") if value == UNKNOWN else dict(language_choices())[value]


class VipFacet(Facet):
    name, label = "vip", gettext_lazy("VIP")

    def clean(self, text: str) -> str:
        return text if text in {"yes", "no"} else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.filter(vip=value == "yes")

    def words(self, audience: Audience, value: str) -> str:
        return _("Yes") if value == "yes" else _("No")


class RatingFacet(Facet):
    name, label = "rating", gettext_lazy("Rating")

    def clean(self, text: str) -> str:
        return text if text in {"0", "1", "2", "3", "4", "5"} else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.filter(rating=int(value))

    def words(self, audience: Audience, value: str) -> str:
        n = int(value)
        return ngettext("%(n)s star", "%(n)s stars", n) % {"n": n}


class LastDaysFacet(Facet):
    """So many days of the calendar of the audience, today included."""

    name, label = "days", gettext_lazy("Added")

    def clean(self, text: str) -> str:
        small = text.isdecimal() and text.isascii() and len(text) < 6
        return str(int(text)) if small and 0 < int(text) <= MAX_DAYS else ""

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        first = timezone.localdate() - timedelta(days=int(value) - 1)
        return contacts.filter(created_at__gte=beginning(first))

    def words(self, audience: Audience, value: str) -> str:
        n = int(value)
        return ngettext("today", "in the last %(n)s days", n) % {"n": n}


class SinceFacet(Facet):
    name, label = "from", gettext_lazy("Added")

    def clean(self, text: str) -> str:
        return clean_day(text)

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        first = beginning(date.fromisoformat(value))
        return contacts.filter(created_at__gte=first)

    def words(self, audience: Audience, value: str) -> str:
        return _("since %s") % date_format(date.fromisoformat(value), "j F Y")


class UntilFacet(Facet):
    name, label = "to", gettext_lazy("Added")

    def clean(self, text: str) -> str:
        return clean_day(text)

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        after = beginning(date.fromisoformat(value) + timedelta(days=1))
        return contacts.filter(created_at__lt=after)

    def words(self, audience: Audience, value: str) -> str:
        return _("until %s") % date_format(date.fromisoformat(value), "j F Y")


FACETS: dict[str, Facet] = {}


def register(*given: Facet) -> None:
    FACETS.update({facet.name: facet for facet in given})


register(SourceFacet(), ActionFacet(), CountryFacet(), LanguageFacet(), VipFacet())
register(RatingFacet(), LastDaysFacet(), SinceFacet(), UntilFacet())


def cleaned(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Those of the pairs that make sense, one of each name, in one order."""
    said = {name: text for name, text in pairs if name in FACETS}
    kept = ((name, FACETS[name].clean(said[name])) for name in FACETS if name in said)
    return tuple((name, value) for name, value in kept if value)


def said_of(source: Source) -> str:
    """What kind of source it is, and its name where it has one."""
    kind, name = source.get_kind_display(), str(source)
    return kind if name == kind else f"{kind} · {name}"


def clean_day(text: str) -> str:
    """A day of our times as it is written in URLs, or nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if 1900 <= day.year <= LAST_YEAR else ""


def beginning(day: date) -> datetime:
    """The first moment of the day where the audience is."""
    return timezone.make_aware(datetime.combine(day, time.min))
