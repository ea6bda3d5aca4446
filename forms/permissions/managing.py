"""The permissions of an audience: worded, put in order and away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from audiences import ordering
from forms.models import Permission, PermissionBlock, PermissionText
from forms.permissions.querysets import CHANNEL

if TYPE_CHECKING:
    from audiences.models import Audience

MOST = 10  # that people are asked for


def has_room(audience: Audience) -> bool:
    """Whether people may be asked for one more."""
    return audience.permissions.offered().count() < MOST


@transaction.atomic
def save(permission: Permission) -> None:
    """Store it, and each wording that is new; who agreed before did so to the old."""
    permission.save()
    known = {
        row.language: row.version
        for row in PermissionText.objects.filter(
            audience=permission.audience, permission=permission
        ).order_by("pk")
    }
    PermissionText.objects.bulk_create(
        PermissionText(
            audience=permission.audience,
            permission=permission,
            language=language,
            title=permission.title_in(language),
            text=permission.text_in(language),
            version=permission.version_in(language),
        )
        for language in ("", *permission.variants)
        if known.get(language) != permission.version_in(language)
    )


def texts_of(permission: Permission) -> list[PermissionText]:
    """How it was worded, the newest first; at most a hundred of them."""
    rows = PermissionText.objects.filter(
        audience=permission.audience, permission=permission
    )
    return list(rows.order_by("-pk")[:100])


def save_block(block: PermissionBlock) -> None:
    PermissionBlock.objects.update_or_create(
        audience=block.audience,
        defaults={
            "heading": block.heading,
            "explanation": block.explanation,
            "variants": block.variants,
        },
    )


@transaction.atomic
def reorder(audience: Audience, data: QueryDict) -> bool:
    """Put those that are offered in the order a form names; whether that was news."""
    wanted = ordering.wanted_order(data)
    moved = ordering.reorder_rows(audience.permissions.offered(), wanted)
    return moved.before != moved.after


def is_used(permission: Permission) -> bool:
    """Whether anybody ever said something of it: then it stays, for their sake."""
    lines = permission.audience.consents.filter(
        channel=CHANNEL, purpose=permission.purpose
    )
    return lines.exists()


@transaction.atomic
def remove(permission: Permission) -> bool:
    """Ask for it no more: delete it, or archive it where somebody once said something
    of it. Whether it is gone for good.
    """
    rows = permission.audience.permissions.filter(pk=permission.pk)
    # Who gives it at this moment waits, or is seen.
    if not rows.select_for_update().exists():
        return True
    if is_used(permission):
        rows.filter(archived_at=None).update(archived_at=timezone.now())
        return False
    rows.delete()
    return True


@transaction.atomic
def bring_back(permission: Permission) -> bool:
    """Ask for it again; False where there is no room, or it is asked for."""
    audience = permission.audience
    if not has_room(audience):
        return False
    rows = audience.permissions.archived().filter(pk=permission.pk)
    position = ordering.next_position(audience.permissions.offered())
    return bool(rows.update(archived_at=None, position=position))
