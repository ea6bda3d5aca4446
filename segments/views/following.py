"""The page of following a segment: who enters and leaves it, and what that leads to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.models import Tag
from preferences.models import Preference
from segments import following, handover, history
from segments.forms.following import EntryForm
from segments.models import Segment
from segments.page import Link
from segments.standing import Standing

TEMPLATE = "segments/segment_following.html"
STOP = "segments/segment_unfollow.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_following(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return _page(request, Standing(_segment(audience, pk)))


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def segment_moves(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Who entered and left before that."""
    standing = Standing(_segment(audience, pk))
    return _page(request, standing, partial="segment-moves")


@require_POST
@audience_scoped(Right.MANAGE)
def segment_follow(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Begin, or begin once more after that broke off."""
    standing = Standing(_segment(audience, pk, archived=False))
    segment, form = standing.segment, _form(standing, request.POST)
    if standing.is_busy or standing.is_settled:
        return go_to(request, segment.following_url)
    if standing.problem or not form.is_valid():
        return _page(request, standing, form=form)
    tag, preference = form.make_tag(), form.given
    user, inside = request.user, form.for_all
    job = following.follow(segment, tag, preference, actor=user, inside=inside)
    jobs.run_for_now(job)
    text = _("“%s” is followed from now on.") % segment.name
    toasts.show(request, Toast(text))
    return go_to(request, segment.following_url)


@require_POST
@audience_scoped(Right.MANAGE)
def segment_entry_tag(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Give another tag or preference to whoever enters, or none."""
    standing = Standing(_segment(audience, pk, archived=False))
    segment, form = standing.segment, _form(standing, request.POST)
    if standing.is_busy or not standing.is_settled:
        return go_to(request, segment.following_url)
    if not form.is_valid():
        return _page(request, standing, form=form)
    tag, preference = form.make_tag(), form.given
    user, inside = request.user, form.for_all
    job = handover.change(segment, tag, preference, actor=user, inside=inside)
    if job:
        jobs.run_for_now(job)
    toasts.show(request, Toast(_given(tag, preference)))
    return go_to(request, segment.following_url)


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def segment_unfollow(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    segment = _segment(audience, pk, archived=False)
    if not segment.is_followed:
        return go_to(request, segment.following_url)
    if request.method != "POST":
        context = {"audience": audience, "standing": Standing(segment)}
        return render_page(request, STOP, context, partial="segment-unfollow")
    jobs.run_for_now(following.unfollow(segment, actor=request.user))
    text = _("“%s” is followed no longer.") % segment.name
    toasts.show(request, Toast(text))
    return go_to(request, segment.following_url)


def _given(tag: Tag | None, preference: Preference | None) -> str:
    if tag and preference:
        said = {"tag": tag.name, "preference": preference.name}
        return (
            _(
                "Whoever enters gets the tag “%(tag)s” and the preference "
                "“%(preference)s” from now on."
            )
            % said
        )
    if tag:
        return _("Whoever enters gets the tag “%s” from now on.") % tag.name
    if preference:
        text = _("Whoever enters gets the preference “%s” from now on.")
        return text % preference.name
    return _("Whoever enters gets nothing from now on.")


def _segment(audience: Audience, pk: int, *, archived: bool = True) -> Segment:
    segments = audience.segments.all() if archived else audience.segments.present()
    segment: Segment = get_object_or_404(segments, pk=pk)
    segment.audience = audience
    return segment


def _form(standing: Standing, data: Any = None) -> EntryForm:
    audience = standing.segment.audience
    return EntryForm(
        data,
        audience=audience,
        tag=standing.tag,
        preference=standing.preference,
        inside=standing.inside,
    )


def _page(
    request: AudienceRequest,
    standing: Standing,
    *,
    form: EntryForm | None = None,
    partial: str = "segment-following",
) -> HttpResponse:
    segment = standing.segment
    may_manage = request.membership.may(Right.MANAGE) and not segment.archived_at
    only = request.GET.get("only", "")
    only = only if only in history.NAMES else ""
    before = request.GET.get("before", "")[:40]
    if form is None and may_manage and not standing.is_busy:
        form = _form(standing)
    context = {
        "audience": segment.audience,
        "segment": segment,
        "standing": standing,
        "form": form,
        "history": history.history_of(segment, only, before),
        "only": only,
        "is_newest": not before,
        "tabs": _tabs(segment, only),
        "days": history.DAYS,
        "most": history.MOST,
        "may_manage": may_manage,
    }
    status = 422 if form and form.is_bound else 200
    return render_page(request, TEMPLATE, context, partial=partial, status=status)


def _tabs(segment: Segment, only: str) -> list[Link]:
    labels = {
        "": _("All"),
        "entered": pgettext("a segment", "Entered"),
        "left": pgettext("a segment", "Left"),
    }
    url = segment.following_url
    return [
        Link(label, f"{url}?only={key}" if key else url, key == only)
        for key, label in labels.items()
    ]
