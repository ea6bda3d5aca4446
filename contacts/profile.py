"""What is shown of one contact above every tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from audiences.zones import ZONE_OF_COUNTRY, city_of, zone_named
from contacts import texting, tracking
from contacts.facts import Fact, language_in_words, number_of, place_in_words
from contacts.filters import ARCHIVED
from contacts.models import Consent, Contact, GroupCategory, Tag
from contacts.rating import BEST, Explanation, explain
from contacts.rows import status_labels
from events.totals import Total, totals_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

# The tabs of the page, by the views that show them.
TABS = {
    "contact_detail": gettext_lazy("Overview"),
    "contact_insights": gettext_lazy("Insights"),
    "contact_notes": gettext_lazy("Notes"),
    "contact_settings": gettext_lazy("Settings"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    current: bool
    count: int | None = None


class Profile:
    """The head of the page and what the buttons in it may do."""

    def __init__(self, contact: Contact) -> None:
        self.contact = contact

    @property
    def name(self) -> str:
        """The person's name, or the address where there is none."""
        return str(self.contact)

    @property
    def status(self) -> str:
        return ARCHIVED if self.contact.archived_at else self.contact.status

    @property
    def status_label(self) -> str:
        return status_labels()[self.status]

    @property
    def status_beneath(self) -> str:
        """Of an archived contact, the status that it keeps."""
        return status_labels()[self.contact.status] if self.contact.archived_at else ""

    @property
    def may_subscribe(self) -> bool:
        """Whether staff may subscribe them: only who never opted out."""
        return self.status in {"nonsubscribed", "pending"}

    @property
    def may_unsubscribe(self) -> bool:
        return self.status in {"subscribed", "nonsubscribed", "pending"}

    @property
    def number(self) -> Fact:
        return number_of(self.contact)

    @property
    def sms_label(self) -> str:
        return self.contact.get_sms_status_display()

    @property
    def may_subscribe_to_sms(self) -> bool:
        """The same by SMS, which need a number to go to."""
        is_here = self.contact.sms_phone and not self.contact.archived_at
        return bool(is_here) and self.contact.sms_status in texting.WILLING

    @property
    def may_unsubscribe_from_sms(self) -> bool:
        is_out = self.contact.sms_status == "unsubscribed"
        return bool(self.contact.sms_phone) and not is_out

    @cached_property
    def refusal(self) -> Consent | None:
        """Why they are not known as who opens and clicks."""
        return tracking.refusal_of(self.contact)

    @property
    def may_allow_tracking(self) -> bool:
        """Staff take back what staff said, and nobody else's word."""
        return self.refusal is not None and self.refusal.how == "staff"

    @cached_property
    def totals(self) -> list[Total]:
        """How often what happened, the latest first."""
        return totals_of(self.contact.audience_id, self.contact.pk)

    @cached_property
    def explanation(self) -> Explanation:
        """The rating of the moment and what it is made of."""
        return explain(self.contact, self.totals)

    @property
    def stars(self) -> list[bool]:
        """One for each star, true for those that are full."""
        return [number < self.explanation.rating for number in range(BEST)]

    @property
    def language(self) -> str:
        return language_in_words(self.contact.language)

    @property
    def place(self) -> str:
        return place_in_words(self.contact)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The person's own zone, else that of their country, else the audience's."""
        own = zone_named(self.contact.time_zone)
        local = zone_named(ZONE_OF_COUNTRY.get(self.contact.country, ""))
        return own or local or ZoneInfo(self.contact.audience.time_zone)

    @property
    def zone_is_known(self) -> bool:
        """Whether the clock is the person's, not only the audience's."""
        known = zone_named(self.contact.time_zone)
        return bool(known) or self.contact.country in ZONE_OF_COUNTRY

    @property
    def city(self) -> str:
        return city_of(self.zone)

    @property
    def local_time(self) -> datetime:
        return timezone.localtime(timezone=self.zone)

    def tabs(self, current: str) -> list[Tab]:
        args = [self.contact.audience_id, self.contact.pk]
        return [
            Tab(label, reverse(f"contacts:{view}", args=args), view == current)
            for view, label in TABS.items()
        ]


def tags_of(contact: Contact) -> list[Tag]:
    tags = contact.audience.tags.present().filter(pk__in=contact.tag_ids)
    return list(tags.in_order())


def categories_of(contact: Contact) -> list[GroupCategory]:
    """The categories there are, each with its groups, if it has any."""
    listed = contact.audience.group_categories.listed()
    return [category for category in listed if category.listed_groups]
