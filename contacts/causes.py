from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import Source


def version_of(wording: str) -> str:
    """What a wording is called by: another text is another version."""
    return hashlib.sha256(wording.encode()).hexdigest()[:8] if wording else ""


@dataclass(frozen=True, slots=True)
class Cause:
    """When, how, from where and by whom a change comes about: every verb takes one."""

    audience: Audience
    how: str  # "staff", "import", "form", "api", "undo", …
    actor: User | None = None
    source: Source | None = None
    ip: str | None = None
    wording: str = ""
    at: datetime = field(default_factory=timezone.now)
    # What else its events say: of things that higher apps know.
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return version_of(self.wording)

    @property
    def language(self) -> str:
        """The language of the wording, which is the one that is spoken now."""
        return translation.get_language() or "" if self.wording else ""

    def properties(self, **more: Any) -> dict[str, Any]:
        """What the events of the change say of it."""
        said: dict[str, Any] = {"how": self.how, **self.about, **more}
        if self.actor:
            said["by"] = self.actor.pk
        if self.source:
            said["source"] = self.source.pk
        return said
