"""The builder: a segment is put together, looked at, and kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import go_to, number_of, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from conditions.binding import read_and_bind
from conditions.sentences import sentence
from segments import drafts, moves, saving, starters
from segments.building import Building
from segments.conditions import subjects_within
from segments.depending import depending_on
from segments.drafts import DraftGroup
from segments.inputs import list_of
from segments.models import Segment
from segments.results import result_of
from segments.saving import Overtaken, SegmentForm, Unsound

METHODS = ["GET", "HEAD", "POST"]
TEMPLATE = "segments/segment_build.html"


@require_http_methods(METHODS)
@audience_scoped(Right.VIEW_CONTACTS)
def segment_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Whoever may see contacts may build; keeping it takes the right to manage."""
    segment = Segment(audience=audience, name="", labels=[])
    if request.method == "POST":
        return _worked(request, segment)
    subjects = subjects_within(audience, None)
    starter = starters.offered(subjects).get(request.GET.get("start", ""))
    root = drafts.new()
    if where := request.GET.get("where", ""):
        root = drafts.of_text(where)
    if starter:
        segment.name = str(starter.name)
        segment.description = str(starter.description)
        root = drafts.of_tree(starter.make(audience, subjects))
    changed = bool(starter or where)
    return _page(request, segment, Building(root, subjects), changed=changed)


@require_http_methods(METHODS)
@audience_scoped(Right.VIEW_CONTACTS)
def segment_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    segment = get_object_or_404(audience.segments.present(), pk=pk)
    segment.audience = audience
    if request.method == "POST":
        return _worked(request, segment)
    building = Building(drafts.of_data(segment.tree), subjects_within(audience, pk))
    return _page(request, segment, building)


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def segment_result(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """The same result with the exact numbers."""
    building = posted(audience, request.POST)
    within = number_of(request.POST.get("within", "")) or 0
    kept = audience.segments.present().filter(pk=within).first()
    context = {
        "audience": audience,
        "result": result_of(audience, building, kept, exact=True),
        "token": "",
    }
    return render(request, f"{TEMPLATE}#segment-result", context)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_names(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """The names that a value is typed from, of one field."""
    subject = subjects_within(audience, None).get(request.GET.get("field", ""))
    options = list_of(subject) if subject else []
    return render(request, f"{TEMPLATE}#segment-names", {"names": options})


def posted(audience: Audience, data: QueryDict) -> Building:
    """What the form of the builder holds, whichever segment it is of."""
    subjects = subjects_within(audience, number_of(data.get("within", "")))
    return Building(_read(data, subjects), subjects)


def _read(data: QueryDict, subjects: Any) -> DraftGroup:
    try:
        return drafts.read(data, subjects)
    except drafts.DraftRefused as refused:
        raise BadRequest(str(refused)) from refused


def _worked(request: AudienceRequest, segment: Segment) -> HttpResponse:
    """The builder after a change, or the way on after it is kept."""
    subjects = subjects_within(segment.audience, saving.id_of(segment))
    root = _read(request.POST, subjects)
    if "save" in request.POST:
        return _kept(request, segment, Building(root, subjects, strict=True))
    done = moves.apply(root, request.POST.get("do", ""))
    # What a verb moves or makes is shown anew; else the page keeps what it has.
    is_moved = "do" in request.POST or not wants_part(request)
    held = {} if is_moved else drafts.shown(request.POST)
    building = Building(root, subjects, done, held=held)
    return _page(request, segment, building, changed=True)


def _kept(
    request: AudienceRequest, segment: Segment, building: Building
) -> HttpResponse:
    if not request.membership.may(Right.MANAGE):
        raise PermissionDenied
    audience = segment.audience
    if request.POST["save"] == "new":
        segment = Segment(audience=audience)
    form = SegmentForm(request.POST, instance=segment)
    said: dict[str, Any] = {"form": form, "changed": True, "status": 422}
    if not form.is_valid() or building.faults:
        return _page(request, segment, building, **said)
    try:
        if not saving.save(form, building.root, actor=request.user):
            return _page(request, segment, building, **said)
    except Unsound:
        fresh = subjects_within(audience, saving.id_of(segment))
        building = Building(building.root, fresh, strict=True)
        return _page(request, segment, building, **said)
    except Overtaken as overtaken:
        return _page(request, segment, building, theirs=overtaken.theirs, **said)
    toasts.show(request, Toast(_("The segment “%s” is saved.") % segment.name))
    url = reverse("segments:segment_list", args=[audience.pk])
    return go_to(request, url)


def _page(
    request: AudienceRequest,
    segment: Segment,
    building: Building,
    *,
    form: SegmentForm | None = None,
    theirs: Segment | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    if form is None:
        form = SegmentForm(_words(request), instance=segment)
    is_new, exact = saving.is_new(segment), "exact" in request.POST
    kept = None if is_new else segment
    result = result_of(segment.audience, building, kept, exact=exact)
    context = {
        "audience": segment.audience,
        "segment": segment,
        "building": building,
        "form": form,
        "is_checked": status == 422,
        "shown": _shown(request, segment, theirs),
        "theirs": theirs,
        "is_mine": theirs is not None and theirs.changed_by_id == request.user.pk,
        "told": _told(theirs) if theirs else "",
        "result": result,
        "token": drafts.new_id(),
        "changed": changed,
        "may_manage": request.membership.may(Right.MANAGE),
        "is_new": is_new,
        "anew": _begun_anew(kept, building),
        "starters": () if not is_new or changed else _offered(building),
    }
    return render_page(
        request, TEMPLATE, context, partial="segment-builder", status=status
    )


def _words(request: AudienceRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _shown(request: AudienceRequest, segment: Segment, theirs: Segment | None) -> str:
    """The state that is being edited: the first one seen, or the one just told of."""
    if theirs:
        return saving.shown_state(theirs)
    return request.POST.get("shown", saving.shown_state(segment))


def _offered(building: Building) -> list[tuple[str, starters.Starter]]:
    return list(starters.offered(building.subjects).items())


def _begun_anew(kept: Segment | None, building: Building) -> list[Segment]:
    """Which followed segments saving this tree would begin anew."""
    if kept is None or not saving.changes_tree(kept, building.root):
        return []
    return depending_on(kept)


def _told(theirs: Segment) -> str:
    """What a segment that somebody else has changed says now."""
    bound = read_and_bind(theirs.tree, subjects_within(theirs.audience, theirs.pk))
    return sentence(bound.root) if bound.root else ""
