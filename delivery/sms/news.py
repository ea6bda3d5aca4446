"""What a provider said of a delivery after it took it, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from delivery.models import Channel, Delivery, SmsProgram, SmsReceipt
from delivery.sms.providers import meanings

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


def tell(deliveries: Iterable[Delivery]) -> None:
    """Let each SMS among them say its news, in two queries however many they are."""
    texts = (one for one in deliveries if one.message.channel == Channel.SMS)
    by_id = {one.pk: one for one in texts}
    if not by_id:
        return
    audiences = {one.audience_id for one in by_id.values()}
    receipts = SmsReceipt.objects.filter(audience__in=audiences, delivery__in=by_id)
    found = list(receipts)
    coded = {one.audience_id for one in found if one.code}
    providers = _providers(coded) if coded else {}
    for receipt in found:
        provider = providers.get(receipt.audience_id, "")
        by_id[receipt.delivery_id].news = _of(receipt, provider)


def _of(receipt: SmsReceipt, provider: str) -> News:
    return News(
        str(receipt.get_status_display()),
        KINDS.get(receipt.status, ""),
        why=meanings.in_words(provider, receipt.code),
        code=receipt.code,
        at=receipt.at,
    )


def _providers(audiences: Collection[int]) -> dict[int, str]:
    """Whose codes they are: those of the programs as they are now."""
    programs = SmsProgram.objects.filter(audience__in=audiences)
    return dict(programs.values_list("audience_id", "provider"))
