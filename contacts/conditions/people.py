"""What is asked of a contact itself: its address, status, language, place and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from audiences.countries import country_choices
from audiences.locales import language_choices
from conditions.controls import Choosing, Number
from conditions.subjects import Subject
from contacts.conditions import days
from contacts.conditions.belonging import GROUPED, TAGGED
from contacts.conditions.choosing import choice_ways
from contacts.conditions.choosing import in_words as choosing_words
from contacts.conditions.days import MOMENT_WAYS
from contacts.conditions.numbers import number_ways
from contacts.conditions.texts import FILLED_WAYS, TEXT_WAYS, Small
from contacts.conditions.truths import truth_ways
from contacts.conditions.ways import CHANGES, IDENTITY, Asked, quoted
from contacts.models.contacts import SmsStatus, Status
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

STATUSES = CHANGES | {
    *(Own.CONTACT_SUBSCRIBED, Own.CONTACT_UNSUBSCRIBED, Own.CONTACT_PENDING),
    *(Own.CONTACT_CLEANED, Own.CONTACT_ARCHIVED, Own.CONTACT_UNARCHIVED),
}
SMS = CHANGES | {Own.SMS_SUBSCRIBED, Own.SMS_UNSUBSCRIBED}


# What a sentence calls them: with an article where the language has one.
WHAT = {
    "email": pgettext_lazy("whose", "email address"),
    "status": pgettext_lazy("whose", "status"),
    "sms_status": pgettext_lazy("whose", "SMS status"),
    "language": pgettext_lazy("whose", "language"),
    "country": pgettext_lazy("whose", "country"),
    "region": pgettext_lazy("whose", "region"),
    "rating": pgettext_lazy("whose", "rating"),
    "created_at": pgettext_lazy("who were", "added"),
    "changed_at": pgettext_lazy("who were", "last changed"),
}


def of_addresses(audience: Audience) -> Iterable[Subject]:
    yield Asked(
        *("email", _("Email address"), WHAT["email"], IDENTITY),
        expression=Small("email"),
        ways=TEXT_WAYS,
        held=lambda contact: contact.email_display,
        words=_text,
    )


def of_facts(audience: Audience) -> Iterable[Subject]:
    yield _chosen("status", _("Status"), _statuses, STATUSES)
    yield _chosen("sms_status", _("SMS status"), _sms_statuses, SMS)
    yield _chosen("language", _("Language"), _languages, known=True)
    yield _chosen("country", _("Country"), _countries, known=True)
    yield Asked(
        *("region", _("Region"), WHAT["region"], IDENTITY),
        expression=F("region"),
        ways=TEXT_WAYS + FILLED_WAYS,
        held=lambda contact: contact.region,
        words=_text,
    )
    yield Asked(
        *("rating", _("Rating"), WHAT["rating"], IDENTITY),
        expression=F("rating"),
        ways=number_ways(Number(whole=True, least=0, most=5, unit=_("stars"))),
        held=lambda contact: _stars("", contact.rating),
        words=_stars,
    )
    yield Asked(
        *("vip", _("VIP"), "", IDENTITY),
        expression=F("vip"),
        ways=truth_ways(_("who are VIP"), _("who are not VIP")),
        held=lambda contact: str(_("VIP") if contact.vip else _("Not VIP")),
        words=_text,
    )
    yield _moment("created_at", _("Added"))
    yield _moment("changed_at", _("Changed"), STATUSES | SMS | TAGGED | GROUPED)


def _chosen(
    key: str,
    label: Any,
    choosing: Choosing,
    names: frozenset[int] = CHANGES,
    *,
    known: bool = False,
) -> Subject:
    def held(contact: Any) -> str:
        value = getattr(contact, key)
        return str(choosing().get(value, value))

    def words(op: str, value: Any) -> str:
        return choosing_words(op, choosing(), value)

    ways = choice_ways(choosing) + (FILLED_WAYS if known else ())
    asked = (key, label, WHAT[key], IDENTITY, F(key), ways)
    return Asked(*asked, held=held, words=words, names=names)


def _moment(key: str, label: Any, names: frozenset[int] = CHANGES) -> Subject:
    return Moment(
        *(key, label, WHAT[key], IDENTITY, F(key), MOMENT_WAYS),
        held=lambda contact: "",  # that depends on where the audience is
        words=days.in_words,
        names=names,
    )


class Moment(Asked):
    """When something was, told by the clock of the audience as it is asked by it."""

    __slots__ = ()

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        moment = timezone.localtime(getattr(contact, self.key), at.zone)
        return date_format(moment, "j F Y, H:i")


def _text(op: str, value: Any) -> str:
    return "" if value is None else quoted(value)


def _stars(op: str, n: int) -> str:
    return ngettext("%(n)s star", "%(n)s stars", n) % {"n": n}


def _statuses() -> Mapping[str, Any]:
    return dict(Status.choices)


def _sms_statuses() -> Mapping[str, Any]:
    return dict(SmsStatus.choices)


def _languages() -> Mapping[str, Any]:
    return dict(language_choices())


def _countries() -> Mapping[str, Any]:
    return _countries_in(get_language())


@cache
def _countries_in(language: str | None) -> Mapping[str, Any]:
    """Sorted once for each language: they are asked for with every condition."""
    return dict(country_choices())
