"""Whose deliveries a member sees: those of the audiences that they may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from audiences.models import Audience
from delivery.models import Delivery, Message

if TYPE_CHECKING:
    from accounts.models import Account, Membership
    from delivery.querysets import DeliveryQuerySet

MESSAGES = 200  # that a list offers to choose from


@dataclass(frozen=True)
class Scope:
    """The audiences of an account that a member may open, in their order."""

    membership: Membership
    audiences: list[Audience]

    @classmethod
    def of(cls, membership: Membership) -> Self:
        audiences = list(Audience.objects.for_membership(membership))
        for audience in audiences:
            audience.account = membership.account
        return cls(membership, audiences)

    @property
    def account(self) -> Account:
        return self.membership.account

    @property
    def ids(self) -> list[int]:
        return [audience.pk for audience in self.audiences]

    @cached_property
    def by_id(self) -> dict[int, Audience]:
        return {audience.pk: audience for audience in self.audiences}

    def narrowed(self, audience_id: int | None) -> Scope:
        """Of one of its audiences alone; of none, where that is not among them."""
        if audience_id is None:
            return self
        return Scope(
            self.membership, [one for one in self.audiences if one.pk == audience_id]
        )

    @property
    def deliveries(self) -> DeliveryQuerySet:
        return Delivery.objects.filter(audience__in=self.ids)

    def message(self, pk: int) -> Message | None:
        return Message.objects.filter(audience__in=self.ids, pk=pk).first()

    @property
    def last_messages(self) -> list[Message]:
        """What went to people without their asking, the newest first."""
        known = Message.objects.filter(audience__in=self.ids).unasked()
        return list(known.newest_first()[:MESSAGES])
