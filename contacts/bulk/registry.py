"""What can be done to many contacts at once: each verb is one small class.

Apps register theirs in a module `bulk`. A verb says what it is called, what it asks for
before it starts, how it changes a slice of people, how that is taken back, and what
there is to say of it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import ngettext

from accounts.roles import Right

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import Membership
    from accounts.navigation import Text
    from audiences.models import ActionChunk, Audience, Job
    from contacts.bulk.selection import Selection
    from contacts.causes import Cause
    from contacts.filters import Filter
    from contacts.querysets import ContactQuerySet

type Params = Mapping[str, Any]

verbs: dict[str, BulkVerb] = {}


@dataclass(frozen=True, slots=True)
class Done:
    """Whom a verb changed; by id what they had before, where undoing needs it.

    What tells how many of those it left alone there are, by reason, where the verb's
    own `why_left` cannot know it.
    """

    ids: Sequence[int]
    before: Mapping[int, Any] | None = None
    why_left: Callable[[ContactQuerySet], Mapping[str, int]] | None = None


class BulkVerb:
    kind: ClassVar[str]  # of its jobs and actions, as in "contacts.tag"
    slug: ClassVar[str]  # in URLs
    label: ClassVar[Text]
    icon: ClassVar[str]
    order: ClassVar[int]
    right: ClassVar[Right] = Right.MANAGE
    in_bar: ClassVar[bool] = False  # else it stands in the menu beside the bar
    key: ClassVar[str] = ""
    danger: ClassVar[bool] = False
    asks: ClassVar[bool] = True  # before it starts; else it is done at once
    undoable: ClassVar[bool] = True
    body: ClassVar[str] = "contacts/bulk/fields.html"  # what the question shows

    def fits(self, wanted: Filter) -> bool:
        """Whether it makes sense for a list of these."""
        return True

    def is_said(self, data: QueryDict) -> bool:
        """Whether what was sent answers all that it asks before it starts."""
        return "chosen" in data or not self.asks

    def ask(
        self, audience: Audience, selection: Selection, data: QueryDict
    ) -> forms.Form:
        """What is asked first, or next, by what was sent so far."""
        return self.form(audience, selection)

    def form(
        self, audience: Audience, selection: Selection, data: Any = None
    ) -> forms.Form:
        """What else has to be said; valid data starts the work."""
        return forms.Form(data)

    def params(self, form: Any) -> dict[str, Any]:
        """What a valid form said, as jobs and actions keep it."""
        return {}

    def title(self, number: int | None) -> str:
        """The question as a heading; None for very many people."""
        raise NotImplementedError

    @property
    def submit(self) -> Text:
        return self.label

    def doing(self, params: Params) -> str:
        """What the job is called."""
        raise NotImplementedError

    def do(self, contacts: ContactQuerySet, params: Params, cause: Cause) -> Done:
        """Change these; a `JobError` when that has become impossible."""
        raise NotImplementedError

    def undo(
        self,
        contacts: ContactQuerySet,
        params: Params,
        chunk: ActionChunk,
        cause: Cause,
    ) -> int:
        """Take it back from those who are still as it left them; return how many."""
        raise NotImplementedError

    def agree(self, job: Job) -> None:
        """Raise a `JobError` when it concerns others than whoever started it thinks."""

    def over(self, job: Job) -> None:
        """Called in the transaction in which a job ends, however it does."""

    def why_left(self, left: ContactQuerySet) -> dict[str, int]:
        """How many of those it did not change there are, by reason."""
        return {"same": left.count()}

    def done_text(self, n: int, params: Params) -> str:
        raise NotImplementedError

    def left_text(self, reason: str, n: int, params: Params) -> str:
        if reason == "gone":
            return ngettext("%(n)s is no longer here", "%(n)s are no longer here", n)
        return ngettext("%(n)s was so already", "%(n)s were so already", n)


def register(verb: type[BulkVerb]) -> type[BulkVerb]:
    verbs[verb.slug] = verb()
    return verb


def verb_of(kind: str) -> BulkVerb:
    """The verb of this kind; KeyError when there is none."""
    return {verb.kind: verb for verb in verbs.values()}[kind]


def offered(membership: Membership, wanted: Filter) -> list[BulkVerb]:
    """What the member may do to the people of such a list, in order."""
    fitting = (verb for verb in verbs.values() if verb.fits(wanted))
    allowed = [verb for verb in fitting if membership.may(verb.right)]
    return sorted(allowed, key=lambda verb: verb.order)
