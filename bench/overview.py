"""Pages of all deliveries of an account, against fetching as many rows by bare SQL."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from accounts.models import Membership
from bench.datasets import Data
from bench.deliveries import frozen_for
from bench.measuring import Seconds, at_most, bench, in_turns
from bench.statements import fetch
from delivery.models import Delivery
from delivery.overview.filters import DeliveryFilter
from delivery.overview.reading import Matching
from delivery.overview.scope import Scope

ROUNDS = 7
PAGE = 51
MESSAGES = 3
# Three in a hundred are left out, one failed, one in a thousand nobody knows of.
SETTLE = """
UPDATE delivery_delivery SET email = 'p' || id || '@host' || id %% 500 || '.example',
    dispatched_at = due_at, sent_at = due_at + interval '1 second' * (id %% 100000),
    state = CASE WHEN id %% 100 < 3 THEN 'excluded' WHEN id %% 100 = 3 THEN 'failed'
        WHEN id %% 1000 = 4 THEN 'unknown' ELSE 'sent' END,
    reason = CASE WHEN id %% 100 < 3 THEN 'unsubscribed' WHEN id %% 100 = 3
        THEN 'refused' WHEN id %% 1000 = 4 THEN 'lost' ELSE '' END
WHERE audience_id = %(audience)s
"""
BARE = """
SELECT d.*, m.*, c.* FROM delivery_delivery d
JOIN delivery_message m ON m.audience_id = d.audience_id AND m.id = d.message_id
LEFT JOIN contacts_contact c
  ON c.audience_id = d.audience_id AND c.id = d.contact_id
WHERE d.audience_id = %(audience)s ORDER BY d.id DESC LIMIT 51
"""


@bench(
    "overview",
    at_most("newest of all deliveries / bare fetch", 10, times="bare"),
    at_most("failed of all deliveries / bare fetch", 10, times="bare", of="failed"),
    at_most("a domain of all deliveries / bare fetch", 15, times="bare", of="domain"),
    at_most("one person of all deliveries / bare fetch", 10, times="bare", of="person"),
)
def look(data: Data) -> Seconds:
    """Three messages to everybody: whatever is asked, it takes about as long."""
    scope = _scope(data)
    for _message in range(MESSAGES):
        frozen_for(data, data.audience.contacts.all())
    own = {"audience": data.audience.pk}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, own)
        cursor.execute("VACUUM ANALYZE delivery_delivery")
    someone = Delivery.objects.filter(audience=data.audience).order_by("pk")[1000]
    return in_turns(
        ROUNDS,
        ours=_page(scope, DeliveryFilter()),
        failed=_page(scope, DeliveryFilter(state="failed")),
        domain=_page(scope, DeliveryFilter(domain="host7.example")),
        person=_page(scope, DeliveryFilter(text=someone.email)),
        bare=lambda _round: lambda: fetch(BARE, own),
    )


def _page(
    scope: Scope, wanted: DeliveryFilter
) -> Callable[[int], Callable[[], object]]:
    return lambda _round: lambda: Matching.of(scope, wanted).first(PAGE)


def _scope(data: Data) -> Scope:
    """Of whoever owns the account."""
    known = Membership.objects.with_accounts().filter(account=data.audience.account)
    return Scope.of(known.earliest("pk"))
