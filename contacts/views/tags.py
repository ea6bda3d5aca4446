"""The tags of an audience."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import sweeping
from contacts.forms.tags import TagForm
from contacts.models import Tag

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def tag_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "tags": audience.tags.present().with_counts().in_order(),
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, "contacts/tag_list.html", context, partial="tag-list")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def tag_options(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What the list of contacts can be narrowed by; without scripts, the tags."""
    if not wants_part(request):
        return redirect("contacts:tag_list", audience.pk)
    tags = audience.tags.present().with_counts().in_order()
    context = {"audience": audience, "tags": tags}
    return render(request, "contacts/tag_options.html", context)


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def tag_names(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What a field for the name of a tag suggests."""
    if not wants_part(request):
        return redirect("contacts:tag_list", audience.pk)
    names = audience.tags.present().in_order().values_list("name", flat=True)
    options = format_html_join("", '<option value="{}"></option>', zip(names))
    return HttpResponse(options)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def tag_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    tag = Tag(audience=audience)
    return _save(request, tag, _("The tag “%s” is made."), is_new=True)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def tag_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    tag = get_object_or_404(audience.tags.present(), pk=pk)
    return _save(request, tag, _("The tag is called “%s” now."), is_new=False)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def tag_delete(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    tag = get_object_or_404(audience.tags.present().with_counts(), pk=pk)
    if request.method != "POST":
        context = {"audience": audience, "tag": tag}
        template = "contacts/tag_delete.html"
        return render_page(request, template, context, partial="tag-delete")
    if job := sweeping.delete_tag(tag, actor=request.user):
        jobs.run_for_now(job)
    return _answer(request, audience, Toast(_("The tag “%s” is deleted.") % tag.name))


def _save(
    request: AudienceRequest, tag: Tag, said: str, *, is_new: bool
) -> HttpResponse:
    form = TagForm(request.POST if request.method == "POST" else None, instance=tag)
    if form.is_valid():
        form.save()
        return _answer(request, tag.audience, Toast(said % tag.name))
    context = {"audience": tag.audience, "tag": tag, "is_new": is_new, "form": form}
    template = "contacts/tag_form.html"
    status = 422 if form.is_bound else 200
    return render_page(request, template, context, partial="tag-form", status=status)


def _answer(request: AudienceRequest, audience: Audience, toast: Toast) -> HttpResponse:
    """Say what was done; the list of tags fetches itself anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("contacts:tag_list", audience.pk)
    response = toasts.append(reswap(HttpResponse(), "none"), request, toast)
    trigger_client_event(response, "tags-changed")
    return trigger_client_event(response, "dialog-close")
