from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import Source


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

    def properties(self, **more: Any) -> dict[str, Any]:
        """What the events of the change say of it."""
        said: dict[str, Any] = {"how": self.how, **more}
        if self.actor:
            said["by"] = self.actor.pk
        if self.source:
            said["source"] = self.source.pk
        return said
