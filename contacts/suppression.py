"""Addresses and numbers kept as keyed hashes: recognized again, readable by nobody.

A number in E.164 begins with a plus and holds no @: it is never taken for an address.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Secret

if TYPE_CHECKING:
    from accounts.models import Account
    from audiences.models import Audience
    from contacts.models import Suppression

# Statuses of people who may not be written to, and the kinds they leave behind.
OPT_OUTS = ("unsubscribed", "cleaned")

# HMAC-SHA256 spelled out, since PostgreSQL's core has sha256 only.
HASH_SQL = "sha256(%(outer)s || sha256(%(inner)s || convert_to({text}, 'UTF8')))"

# What people leave behind who opted out or whose address is dead, in the order of the
# hashes.
KEEP = f"""
INSERT INTO contacts_suppression (account_id, audience_id, kind, hash, created_at)
SELECT %(account)s, CASE WHEN status = 'cleaned' THEN NULL ELSE %(audience)s END,
    status, {HASH_SQL.format(text="email")} AS hash, %(now)s
FROM contacts_contact
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
  AND status IN ('unsubscribed', 'cleaned')
UNION ALL
SELECT %(account)s, %(audience)s, 'sms', {HASH_SQL.format(text="sms_phone")}, %(now)s
FROM contacts_contact
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
  AND sms_status = 'unsubscribed' AND sms_phone <> ''
ORDER BY hash
ON CONFLICT (account_id, hash, audience_id, kind) DO NOTHING
"""

# What the account has already goes without a trace of its audience.
OUTLIVE = """
WITH batch AS MATERIALIZED (
    SELECT hash FROM contacts_suppression
    WHERE account_id = %(account)s AND audience_id = %(audience)s AND hash > %(after)s
    ORDER BY hash LIMIT %(n)s
), own AS (
    DELETE FROM contacts_suppression
    WHERE account_id = %(account)s AND audience_id = %(audience)s AND hash > %(after)s
      AND hash <= (SELECT hash FROM batch ORDER BY hash DESC LIMIT 1)
    RETURNING kind, hash, created_at
), kept AS (
INSERT INTO contacts_suppression (account_id, audience_id, kind, hash, created_at)
SELECT %(account)s, NULL::bigint, kind, hash, created_at FROM own
ON CONFLICT (account_id, hash, audience_id, kind) DO NOTHING
)
SELECT encode(hash, 'hex') FROM batch ORDER BY hash DESC LIMIT 1
"""
SLICE = 20_000

# Opt-outs and erasures bind the audience, dead addresses and complaints the account.
KEEP_ALL = """
INSERT INTO contacts_suppression (account_id, audience_id, kind, hash, created_at)
SELECT %(account)s, CASE WHEN kind = ANY (%(wide)s) THEN NULL ELSE %(audience)s END,
    kind, hash, %(now)s
FROM unnest(%(kinds)s::text[], %(hashes)s::bytea[]) AS of (kind, hash)
ORDER BY hash, kind
ON CONFLICT (account_id, hash, audience_id, kind) DO NOTHING
"""
ACCOUNT_WIDE = ("cleaned", "complaint")


def hash_params() -> dict[str, bytes]:
    """The params that `HASH_SQL` takes: the two padded keys of HMAC."""
    key = Secret.objects.key("suppression").ljust(64, b"\0")
    return {
        "inner": bytes(b ^ 0x36 for b in key),
        "outer": bytes(b ^ 0x5C for b in key),
    }


def hasher() -> Callable[[str], bytes]:
    """A function that hashes normalized addresses as `HASH_SQL` does."""
    key = Secret.objects.key("suppression")
    return lambda email: hmac.digest(key, email.encode(), hashlib.sha256)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def binding(self, audience: Audience) -> Self:
        """Those that hold in this audience: its own and its account's."""
        own = Q(audience_id=audience.pk) | Q(audience_id=None)
        return self.filter(own, account_id=audience.account_id)

    def lasting(self, audiences: Iterable[int], kinds: Iterable[str]) -> Self:
        """Those of these kinds that bind the whole account, or one of the audiences."""
        place = Q(audience_id=None) | Q(audience_id__in=list(audiences))
        return self.filter(place, kind__in=list(kinds))

    def of(self, email: str) -> Self:
        return self.filter(hash=hasher()(email))

    def holds(self, audience: Audience, email: str) -> bool:
        return self.binding(audience).of(email).exists()

    def among(self, audience: Audience, emails: Iterable[str]) -> set[str]:
        """Those of the normalized addresses that are suppressed in the audience."""
        return set(self.kinds_among(audience, emails))

    def kinds_among(
        self, audience: Audience, emails: Iterable[str]
    ) -> dict[str, set[str]]:
        """Why those that are suppressed are, by address."""
        hash_of = hasher()
        by_hash = {hash_of(email): email for email in emails}
        found = self.binding(audience).filter(hash__in=by_hash)
        kinds: dict[str, set[str]] = {}
        for hash, kind in found.values_list("hash", "kind"):
            kinds.setdefault(by_hash[bytes(hash)], set()).add(kind)
        return kinds

    def keep(self, audience: Audience, email: str, status: str) -> None:
        """Remember one address if its status says that it must not be written to."""
        if status not in OPT_OUTS:
            return
        suppression = self.model(
            account_id=audience.account_id,
            audience_id=None if status == "cleaned" else audience.pk,
            kind=status,
            hash=hasher()(email),
        )
        self.bulk_create([suppression], ignore_conflicts=True)

    def keep_all(
        self, audience: Audience, listed: Iterable[tuple[str, str]], at: datetime
    ) -> int:
        """Remember kinds and normalized addresses; return how many are new."""
        hash_of = hasher()
        pairs = [(kind, hash_of(email)) for kind, email in listed]
        with connection.cursor() as cursor:
            cursor.execute(
                KEEP_ALL,
                {
                    "account": audience.account_id,
                    "audience": audience.pk,
                    "wide": list(ACCOUNT_WIDE),
                    "kinds": [kind for kind, _hash in pairs],
                    "hashes": [hash for _kind, hash in pairs],
                    "now": at,
                },
            )
            return int(cursor.rowcount)

    def count_by_kind(self, account: Account) -> dict[int | None, dict[str, int]]:
        """How many there are of each kind, by audience and for the whole account."""
        own = self.filter(account=account).order_by()
        found: dict[int | None, dict[str, int]] = {}
        rows = own.values("audience_id", "kind").annotate(n=Count("pk"))
        for place, kind, n in rows.values_list("audience_id", "kind", "n"):
            found.setdefault(place, {})[kind] = n
        return found

    def lift_for(self, audience: Audience, email: str) -> None:
        """Let somebody in again who comes of their own will, whatever they said before.

        Dead addresses and complaints stay: those are no word of theirs.
        """
        said = self.binding(audience).of(email)
        said.filter(kind__in=["unsubscribed", "erased"]).delete()

    def lift_numbers(self, audience: Audience, numbers: Iterable[str]) -> None:
        """The same by SMS, where the number speaks for whoever has it."""
        hash_of = hasher()
        said = self.binding(audience).filter(kind="sms")
        said.filter(hash__in=[hash_of(number) for number in numbers]).delete()

    def keep_opted_out(self, audience: Audience, after: int = 0) -> int:
        """Remember the next of the audience who opted out or whose address is dead.

        Returns the id of the last of them, or 0 when there are no more behind `after`.
        """
        of_sms = Q(sms_status="unsubscribed") & ~Q(sms_phone="")
        said_no = Q(status__in=OPT_OUTS) | of_sms
        out = audience.contacts.filter(said_no, pk__gt=after)
        ids = list(out.order_by("pk").values_list("pk", flat=True)[:SLICE])
        params: dict[str, Any] = {
            **hash_params(),
            "account": audience.account_id,
            "audience": audience.pk,
            "ids": ids,
            "now": timezone.now(),
        }
        with connection.cursor() as cursor:
            cursor.execute(KEEP, params)
        return ids[-1] if ids else 0

    def outlive(self, audience: Audience, after: str = "") -> str:
        """Bind to the account the next of what bound only an audience that goes away.

        Returns the last hash in hexadecimal, or nothing when there are no more.
        """
        params: dict[str, Any] = {
            "account": audience.account_id,
            "audience": audience.pk,
            "after": bytes.fromhex(after),
            "n": SLICE,
        }
        with connection.cursor() as cursor:
            cursor.execute(OUTLIVE, params)
            last = cursor.fetchone()
        return str(last[0]) if last else ""
