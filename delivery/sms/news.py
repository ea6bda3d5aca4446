"""What a provider said of a delivery after it took it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from delivery.models import Delivery, SmsReceipt
from delivery.sms.providers import meanings

if TYPE_CHECKING:
    from audiences.models import Audience

KINDS = {"delivered": "ok", "undelivered": "bad"}


@dataclass(frozen=True, slots=True)
class News:
    """The last that was said; `kind` is how its badge looks."""

    label: str
    kind: str
    why: str  # it did not arrive, where the code is known
    code: str
    at: datetime

    @property
    def is_final(self) -> bool:
        return bool(self.kind)


def tell(audience: Audience, deliveries: Iterable[Delivery]) -> None:
    """Let each say its news, in two queries however many they are."""
    by_id = {one.pk: one for one in deliveries}
    receipts = SmsReceipt.objects.filter(audience=audience, delivery__in=list(by_id))
    found = list(receipts) if by_id else []
    provider = _provider(audience) if any(one.code for one in found) else ""
    for receipt in found:
        by_id[receipt.delivery_id].news = _of(receipt, provider)


def _of(receipt: SmsReceipt, provider: str) -> News:
    return News(
        str(receipt.get_status_display()),
        KINDS.get(receipt.status, ""),
        why=meanings.in_words(provider, receipt.code),
        code=receipt.code,
        at=receipt.at,
    )


def _provider(audience: Audience) -> str:
    """Whose codes they are: that of the program as it is now."""
    names = audience.smsprograms.values_list("provider", flat=True)
    return names.first() or ""
