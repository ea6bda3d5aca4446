from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Concat

from contacts.models import Consent

if TYPE_CHECKING:
    from forms.models import Permission

CHANNEL = Consent.Channel.PERMISSION


class PermissionQuerySet(models.QuerySet["Permission"]):
    def offered(self) -> Self:
        """Those that people are asked for."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def with_counts(self) -> Self:
        """With `n`: how many who are not archived permit it now."""
        standing = said_last(
            Consent.objects.filter(channel=CHANNEL, given=True)
        ).filter(
            audience_id=OuterRef("audience_id"),
            purpose=Concat(
                models.Value("permission:"),
                models.functions.Cast(OuterRef("pk"), models.CharField()),
            ),
            contact__archived_at=None,
        )
        n = standing.order_by().values("audience_id").annotate(n=models.Count("pk"))
        return self.annotate(n=Coalesce(models.Subquery(n.values("n")), 0))


def said_last(lines: models.QuerySet[Consent]) -> models.QuerySet[Consent]:
    """Those among the lines after which the contact said nothing of this purpose."""
    later = Consent.objects.filter(
        audience_id=OuterRef("audience_id"),
        contact_id=OuterRef("contact_id"),
        channel=CHANNEL,
        purpose=OuterRef("purpose"),
    ).filter(
        models.Q(at__gt=OuterRef("at"))
        | models.Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return lines.filter(~Exists(later))
