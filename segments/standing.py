"""How it stands with the following of a segment, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conditions.asking import TooSlow
from segments import following, handover
from segments.binding import bound_of
from segments.counting import tally_of
from segments.history import Turnover, turnover_of
from segments.references import Reference, references_in

if TYPE_CHECKING:
    from audiences.models import Job
    from conditions.binding import Bound
    from contacts.models import Tag
    from preferences.models import Preference
    from segments.models import Segment


@dataclass(frozen=True)
class Standing:
    segment: Segment

    @cached_property
    def bound(self) -> Bound:
        return bound_of(self.segment)

    @property
    def problem(self) -> str:
        """Why nobody is in it, or nothing."""
        problems = self.bound.problems
        return problems[0].sentence if problems else ""

    @cached_property
    def job(self) -> Job | None:
        """The latest work at it."""
        return following.jobs_of(self.segment).newest_first().first()

    @property
    def is_busy(self) -> bool:
        return self.job is not None and self.job.is_open

    @property
    def is_settled(self) -> bool:
        """Whether everybody has been written down."""
        return self.segment.is_followed and self.segment.kept_at is not None

    @property
    def is_broken_off(self) -> bool:
        """Whether it never came so far, and nobody is at it any more."""
        return self.segment.is_followed and not self.is_settled and not self.is_busy

    @cached_property
    def tag(self) -> Tag | None:
        return handover.tag_of(self.segment)

    @cached_property
    def preference(self) -> Preference | None:
        return handover.preference_of(self.segment)

    @property
    def is_preference_gone(self) -> bool:
        """Whether it gave one that is deleted or archived by now."""
        return self.segment.entry_preference is not None and self.preference is None

    @property
    def is_tag_gone(self) -> bool:
        return self.segment.entry_tag is not None and self.tag is None

    @property
    def asks_for_its_tag(self) -> bool:
        """Whether who gets the tag may enter or leave by that alone."""
        asked = Reference("tag", self.segment.entry_tag)
        return self.tag is not None and asked in references_in(self.segment.tree)

    @cached_property
    def inside(self) -> int | None:
        """How many are in it; None where that takes too long to find out."""
        if self.is_settled:
            return self.segment.members.count()
        try:
            return tally_of(self.segment, self.bound).n
        except TooSlow:
            return None

    @cached_property
    def turnover(self) -> Turnover:
        return turnover_of(self.segment)
