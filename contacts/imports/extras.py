"""What a column can fill beside fields, tags and codes: guessed, chosen and read.

Few files have any of it. It is staged in one column, which is NULL for all others.
Higher apps add to it in their module `columns` what of it is theirs to give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import values
from contacts.imports import statuses
from contacts.values import Reader, ValueRefused

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause

# The groups of a category that is there, and those of one that is to be made.
GROUPS, NEW_GROUPS = "groups", "new_groups"
SMS_PHONE, SMS_STATUS = "sms_phone", "sms_status"

# Nobody agreed to mail before that.
FIRST = datetime(1990, 1, 1, tzinfo=UTC)


# Gives people, by their ids, what was read for them.
type Give = Callable[[Mapping[int, Any], Cause], object]
# Which of them would get anything by that, and so are changed.
type Gaining = Callable[[Mapping[int, Any], Cause], set[int]]
# Takes what an import of that moment gave some people from those who still have it so;
# returns who that were.
type TakeBack = Callable[[Sequence[int], datetime, Cause], set[int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is from, as far as that decides how it is read."""

    country: str = ""
    zone: tzinfo = UTC
    audience: Audience | None = None  # whose own names may stand in cells


@dataclass(frozen=True, slots=True)
class Extra:
    label: Promise
    titles: frozenset[str]  # in letters and digits, as exports of the usual tools have
    reader: Callable[[Place], Reader]
    # What cannot be read says nothing; else its row is refused.
    is_optional: bool = False
    # Whether the title says enough: cells may need the country of the audience.
    is_by_title: bool = False
    # What is done with it, once people are written; else the statement knows it.
    give: Give | None = None
    gaining: Gaining | None = None
    take_back: TakeBack | None = None


def _moment(place: Place) -> Reader:
    """A moment that can be true, as text."""
    read = values.moment_of(values.order_of(place.country), place.zone)
    now = timezone.now()

    def believable(cell: str) -> str:
        at = read(cell)
        if not FIRST <= at <= now:
            raise ValueRefused("date")
        return at.isoformat()

    return believable


def _titles(*titles: str) -> frozenset[str]:
    return frozenset(titles)


EXTRAS: dict[str, Extra] = {
    "region": Extra(
        _("Region"),
        _titles("region", "regio", "bundesland", "province", "provincie"),
        lambda place: values.region,
    ),
    "time_zone": Extra(
        _("Time zone"),
        _titles("timezone", "tz", "fuseauhoraire", "tijdzone", "zeitzone"),
        lambda place: values.time_zone,
    ),
    "vip": Extra(_("VIP"), _titles("vip", "isvip"), lambda place: values.truth),
    SMS_PHONE: Extra(
        _("SMS number"),
        _titles(
            *(
                "smsnumber",
                "smsphone",
                "smsphonenumber",
                "smsmobile",
                "smsmobilenumber",
            ),
            *("numerosms", "smsnummer", "telephonesms", "numerodetelephonesms"),
        ),
        lambda place: values.mobile_of(place.country),
        is_by_title=True,
    ),
    SMS_STATUS: Extra(
        _("SMS permission"),
        _titles(
            *("smsstatus", "smspermission", "smsconsent", "smsoptin", "smsmarketing"),
            *("smssubscriptionstatus", "smsmarketingstatus", "smsmarketingconsent"),
            *("acceptssmsmarketing", "statutsms", "consentementsms", "optinsms"),
            *("permissionsms", "smsstatut", "smstoestemming"),
        ),
        lambda place: statuses.of_sms,
    ),
    "optin_at": Extra(
        _("Opt-in: when"),
        _titles(
            *("optintime", "optindate", "optinat", "optinon", "optindatum"),
            *("dateoptin", "datumoptin", "consentdate", "consentat", "consenttime"),
            *("dateconsentement", "dateduconsentement", "signedup", "signupdate"),
            *("signupat", "signuptime", "signupon", "subscribedat", "subscribedon"),
            *("subscriptiondate", "datesubscribed", "timestampsignup", "inscritle"),
            *("dateinscription", "datedinscription", "inschrijfdatum"),
            *("inschrijvingsdatum", "datuminschrijving", "anmeldedatum"),
        ),
        _moment,
        is_optional=True,
    ),
    "optin_ip": Extra(
        _("Opt-in: IP address"),
        _titles(
            *("optinip", "optinipaddress", "ipoptin", "ipsignup", "signupip"),
            *("signedupfrom", "subscriptionip", "subscribeip", "consentip"),
            *("ipinscription", "inscritdepuis"),
        ),
        lambda place: values.ip,
        is_optional=True,
    ),
    "confirm_at": Extra(
        _("Confirmation: when"),
        _titles(
            *("confirmtime", "confirmdate", "confirmed", "confirmedat"),
            *("confirmationdate", "confirmationtime", "timestampopt", "confirmele"),
            *("doubleoptindate", "doubleoptintime", "doubleoptinat"),
            *("dateconfirmation", "datedeconfirmation", "bevestigdop"),
        ),
        _moment,
        is_optional=True,
    ),
    "confirm_ip": Extra(
        _("Confirmation: IP address"),
        _titles(
            *("confirmip", "confirmationip", "confirmedfrom", "confirmedip", "ipopt"),
            *("confirmedepuis", "doubleoptinip", "ipconfirmation"),
        ),
        lambda place: values.ip,
        is_optional=True,
    ),
}


def guess(name: str, samples: Sequence[str]) -> str:
    """What a column of this folded title fills; empty when its cells say otherwise."""
    for key, extra in EXTRAS.items():
        if name in extra.titles:
            if extra.is_by_title:
                return key
            enough = any if extra.is_optional and samples else all
            fit = enough(map(_fits(extra.reader(Place())), samples))
            return key if fit else ""
    return ""


def are_filled(mapped: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a file that is mapped like this stages anything beside the usual."""
    staged = {*EXTRAS, GROUPS, NEW_GROUPS}
    return any(column["target"] in staged for column in mapped)


def given_by(mapped: Iterable[Mapping[str, Any]]) -> list[tuple[str, Give]]:
    """What a file that is mapped like this has higher apps give, by its key."""
    filled = ((key, one.give) for key, one in _filled(mapped))
    return [(key, give) for key, give in filled if give]


def gained_by(mapped: Iterable[Mapping[str, Any]]) -> list[tuple[str, Gaining]]:
    """What tells who would get any of that, by its key."""
    filled = ((key, one.gaining) for key, one in _filled(mapped))
    return [(key, gaining) for key, gaining in filled if gaining]


def say_sms(mapped: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a file that is mapped like this says a number or a status of SMS."""
    return any(column["target"] in {SMS_PHONE, SMS_STATUS} for column in mapped)


def reader_of(key: str, place: Place) -> Reader:
    """What reads a cell for it; None is what says nothing."""
    extra = EXTRAS[key]
    read = extra.reader(place)
    if not extra.is_optional:
        return read

    def read_or_leave(cell: str) -> Any:
        try:
            return read(cell)
        except ValueRefused:
            return None

    return read_or_leave


def _filled(mapped: Iterable[Mapping[str, Any]]) -> list[tuple[str, Extra]]:
    targets = {column["target"] for column in mapped}
    return [(key, one) for key, one in EXTRAS.items() if key in targets]


def _fits(read: Reader) -> Callable[[str], bool]:
    def fits(sample: str) -> bool:
        try:
            read(sample)
        except ValueRefused:
            return False
        return True

    return fits
