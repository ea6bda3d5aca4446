"""Keeping a segment: what is said of it, and that nothing is overwritten unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conditions import tree
from conditions.binding import Bound, bind
from contacts.indexes.settling import settle_later
from segments import following
from segments.conditions import subjects_within
from segments.depending import hold
from segments.drafts import is_stored
from segments.models import Segment

if TYPE_CHECKING:
    from accounts.models import User
    from segments.drafts import DraftGroup

MAX_LABELS = 10
MAX_LABEL = 30


class SegmentForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    """The words around the conditions; `shown` is the state that was edited."""

    labels = forms.CharField(label=gettext_lazy("Labels"), required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Segment
        fields = ["name", "description", "labels"]

    def __init__(self, data: Any, *, instance: Segment) -> None:
        super().__init__(data, instance=instance)
        self.initial["labels"] = ", ".join(instance.labels)
        self.initial["shown"] = shown_state(instance)

    def clean_labels(self) -> list[str]:
        labels = labels_in(self.cleaned_data["labels"])
        if len(labels) > MAX_LABELS:
            text = ngettext(
                "There can be %(n)s label at most.",
                "There can be %(n)s labels at most.",
                MAX_LABELS,
            )
            raise forms.ValidationError(text % {"n": MAX_LABELS})
        if any(len(label) > MAX_LABEL for label in labels):
            text = _("A label has %(n)s letters at most.") % {"n": MAX_LABEL}
            raise forms.ValidationError(text)
        return labels

    def _post_clean(self) -> None:
        """What is wrong with the whole is its name, which another one has."""
        super()._post_clean()  # type: ignore[misc]  # not in the stubs
        if errors := self.errors.pop(NON_FIELD_ERRORS, None):
            self.errors["name"] = errors

    def _get_validation_exclusions(self) -> set[str]:
        """Let the audience take part, within which names are unique."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"audience", "archived_at"}


def labels_in(text: str) -> list[str]:
    """The labels between commas, each once."""
    found = {label.casefold(): label for label in map(str.strip, text.split(","))}
    return [label for label in found.values() if label]


def is_new(segment: Segment) -> bool:
    """Whether it is not kept yet: its id is then one that the database will give."""
    return segment._state.adding


def id_of(segment: Segment) -> int | None:
    return None if is_new(segment) else segment.pk


def shown_state(segment: Segment) -> str:
    return "" if is_new(segment) else segment.changed_at.isoformat()


def changes_tree(segment: Segment, draft: DraftGroup) -> bool:
    """Whether the conditions are others than those that are kept, if any are."""
    return is_new(segment) or not is_stored(draft, segment.tree)


class Overtaken(Exception):
    """Somebody else changed the segment; it holds how it is now."""

    def __init__(self, theirs: Segment) -> None:
        super().__init__()
        self.theirs = theirs


class Unsound(Exception):
    """The conditions have problems."""


def save(form: SegmentForm, draft: DraftGroup, *, actor: User) -> bool:
    """Keep what a valid form and a draft say; False, and why in the form, if the name
    was just taken. Raises Overtaken and Unsound.
    """
    segment = form.instance
    try:
        with transaction.atomic():
            hold(segment.audience)
            _check_state(segment, form.cleaned_data["shown"])
            bound = _bound(segment, draft)
            if bound.root is None:
                raise Unsound
            is_other = changes_tree(segment, draft)
            segment.tree = tree.write(draft.node)
            segment.changed_at, segment.changed_by = timezone.now(), actor
            if is_other:
                segment.n = segment.reachable = segment.counted_at = None
            if is_new(segment):
                segment.owner = actor
            segment.save()
            if is_other:
                following.begin_anew(segment, actor=actor)
                settle_later(segment.audience)
    except IntegrityError:
        form.add_error("name", _("There is a segment of this name already."))
        return False
    return True


def _bound(segment: Segment, draft: DraftGroup) -> Bound:
    """Against what there is now: a colleague may have saved one that refers to it."""
    subjects = subjects_within(segment.audience, id_of(segment))
    tree.check_size(draft.node)
    return bind(draft.node, subjects)


def _check_state(segment: Segment, shown: str) -> None:
    if is_new(segment):
        return
    present = segment.audience.segments.present().select_related("changed_by")
    now = present.filter(pk=segment.pk).first()
    if now is None or shown_state(now) != shown:
        raise Overtaken(now or segment)
