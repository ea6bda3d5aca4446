"""The permissions of an audience as people are asked for them, in their language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.models import PermissionBlock

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """One permission; `name` is the name of its check box."""

    permission: Permission
    title: str
    text: str
    is_given: bool = False

    @property
    def name(self) -> str:
        return f"permission-{self.permission.pk}"


@dataclass(frozen=True, slots=True)
class Block:
    heading: str
    explanation: str
    asked: list[Asked]
    language: str


def block_for(
    audience: Audience, language: str, given: Collection[int] = ()
) -> Block | None:
    """What is asked, with those ticked whose ids are `given`; None where nothing is.

    Nothing is asked where the audience has no GDPR fields, or no permissions. Two
    queries.
    """
    if not audience.gdpr_fields:
        return None
    offered = audience.permissions.offered().in_order()
    asked = [
        Asked(
            one, one.title_in(language), one.text_in(language), is_given=one.pk in given
        )
        for one in offered
    ]
    if not asked:
        return None
    block = block_of(audience)
    said = block.variants.get(language, {})
    return Block(
        str(said.get("heading") or block.heading),
        str(said.get("explanation") or block.explanation),
        asked,
        language,
    )


def block_of(audience: Audience) -> PermissionBlock:
    """That of the audience; where it has none, an unsaved one that says nothing."""
    found = PermissionBlock.objects.filter(audience=audience).first()
    return found or PermissionBlock(audience=audience)


def picked(block: Block, posted: Mapping[str, str]) -> dict[Permission, bool]:
    """What somebody ticked, and what they left out, of what they were asked."""
    return {one.permission: one.name in posted for one in block.asked}
