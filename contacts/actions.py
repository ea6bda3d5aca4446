"""How what was done to many contacts is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiences.actions import inverse_of
from contacts.bulk import Verb, present_tag
from contacts.causes import Cause

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Action


@inverse_of(Verb.TAG)
def untag(action: Action, ids: Sequence[int], actor: User | None) -> int:
    contacts = action.audience.contacts.filter(pk__in=ids)
    tag = present_tag(action.audience, action.params)
    return len(contacts.untag(tag, Cause(action.audience, "undo", actor=actor)))


@inverse_of(Verb.UNTAG)
def tag(action: Action, ids: Sequence[int], actor: User | None) -> int:
    contacts = action.audience.contacts.filter(pk__in=ids)
    tag = present_tag(action.audience, action.params)
    return len(contacts.tag(tag, Cause(action.audience, "undo", actor=actor)))
