"""To whom: the people, the addresses and the domain that a filter of deliveries names.

A delivery keeps the address that it went to, so that who has changed it since is found
by the one and the other. What has not been on its way yet has no address, but a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from contacts.models import Contact
from contacts.values.phones import phone_of
from contacts.values.refusing import ValueRefused

if TYPE_CHECKING:
    from delivery.overview.scope import Scope

MOST_FOUND = 1_000


def named(scope: Scope, text: str) -> tuple[Q, bool]:
    """Deliveries to whom a text names: two queries at most.

    By words of names and addresses, by what an address they went to begins with, or by
    a number. Also whether more people match than are looked for.
    """
    people = Contact.objects.filter(audience__in=scope.ids)
    found = people.search(text).order_by("pk").values_list("pk", flat=True)
    pks = list(found[: MOST_FOUND + 1])
    numbers = _numbers(scope, text)
    for_numbers = people.filter(sms_phone__in=numbers) if numbers else people.none()
    pks += for_numbers.values_list("pk", flat=True)[:MOST_FOUND]
    wanted = _of(pks[:MOST_FOUND])
    if " " not in text:
        wanted |= ~Q(email="") & Q(email__startswith=text.lower())
    if numbers:
        wanted |= Q(email__in=numbers)
    return wanted, len(pks) > MOST_FOUND


def at_domain(scope: Scope, domain: str) -> tuple[Q, Q]:
    """Deliveries that went to addresses of a domain, and those that would: a query.

    Few people of the domain are looked for by themselves; where there are many, some
    turn up soon in any list.
    """
    at = f"@{domain}"
    people = Contact.objects.filter(audience__in=scope.ids, email__endswith=at)
    pks = people.search(at).order_by("pk").values_list("pk", flat=True)
    found = list(pks[: MOST_FOUND + 1])
    theirs = _of(found)
    if len(found) > MOST_FOUND:
        theirs = Q(contact__email__endswith=at)
    return ~Q(email="") & Q(host=domain), Q(email="") & theirs


def _of(pks: list[int]) -> Q:
    """Of these contacts; of nobody, as a condition that can still be asked."""
    return Q(contact_id__in=pks or [0])


def _numbers(scope: Scope, text: str) -> list[str]:
    """In E.164, as each of the audiences reads it."""
    found = set()
    for country in {audience.country for audience in scope.audiences}:
        try:
            found.add(phone_of(country)(text))
        except ValueRefused:
            continue
    return sorted(found)
