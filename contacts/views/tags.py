"""The tags of an audience."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import (
    reswap,
    trigger_client_event,
)

from accounts import toasts
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience, Job
from contacts import bulk, sweeping, tag_listing, tag_merging, usage
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.forms.tags import TagForm, TagMergeForm, TagPasteForm
from contacts.models import Tag
from contacts.tag_merging import Preview

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def tag_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    context = {
        "audience": audience,
        "page": tag_listing.page_of(audience, request.GET),
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
        archived = audience.contacts.archived().tagged(pk).count()
        context = {"audience": audience, "tag": tag, "archived": archived}
        context["uses"] = usage.uses_of(audience, tag)
        template = "contacts/tag_delete.html"
        return render_page(request, template, context, partial="tag-delete")
    if job := sweeping.delete_tag(tag, actor=request.user):
        jobs.run_for_now(job)
    return _answer(request, audience, Toast(_("The tag “%s” is deleted.") % tag.name))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def tag_merge(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    tag = get_object_or_404(audience.tags.present(), pk=pk)
    tag.audience = audience
    form = TagMergeForm(request.POST if request.method == "POST" else None, tag=tag)
    preview = None
    if form.is_valid():
        if form.is_confirmed:
            return _merge(request, tag, form.target_tag)
        preview = Preview.of(tag, form.target_tag)
    context = {"audience": audience, "tag": tag, "form": form, "preview": preview}
    status = 422 if form.errors else 200
    template = "contacts/tag_merge.html"
    return render_page(request, template, context, partial="tag-merge", status=status)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def tag_paste(request: AudienceRequest, audience: Audience) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = TagPasteForm(data, audience=audience)
    pasted = form.pasted if form.is_valid() else None
    if pasted and form.is_confirmed:
        return _tag_pasted(request, audience, form)
    names = audience.tags.present().in_order().values_list("name", flat=True)
    context = {"audience": audience, "form": form, "pasted": pasted}
    context["tag_names"] = names[:200]
    status = 422 if form.errors else 200
    template = "contacts/tag_paste.html"
    return render_page(request, template, context, partial="paste-form", status=status)


def _merge(request: AudienceRequest, tag: Tag, target: Tag) -> HttpResponse:
    job = tag_merging.merge_later(tag, target, actor=request.user)
    if job is None:
        text = _("One of the tags was deleted meanwhile.")
        return _answer(request, tag.audience, Toast(text, "error"))
    said = {"source": tag.name, "target": target.name}
    text = _("“%(source)s” is merged into “%(target)s”.") % said
    return _worked(request, jobs.run_for_now(job), text)


def _tag_pasted(
    request: AudienceRequest, audience: Audience, form: TagPasteForm
) -> HttpResponse:
    name = form.cleaned_data["name"]
    tag = audience.tags.get(pk=audience.tags.ensure(audience, [name])[name])
    chosen = Selection(Filter(), tuple(form.pasted.ids))
    params = {"tag": tag.pk, "tag_name": tag.name}
    does = bulk.verbs["tag"]
    job = bulk.start(audience, chosen, does, params, owner=request.user)
    return _worked(request, jobs.run_for_now(job), "", url=tag.get_absolute_url())


def _worked(
    request: AudienceRequest, job: Job, text: str, url: str = ""
) -> HttpResponse:
    """Say what a job did, or show how far it is; it is undone where it changed any."""
    if job.is_open:
        url = reverse("audiences:job_detail", args=[job.audience_id, job.pk])
    elif job.state == Job.State.FAILED:
        toasts.show(request, Toast(job.error, "error"))
    else:
        args = [job.audience_id, job.params["action"]]
        undo = reverse("audiences:action_undo", args=args)
        undo = undo if job.counts.get("changed") else ""
        toasts.show(request, Toast(text or bulk.result(job), undo_url=undo))
    url = url or reverse("contacts:tag_list", args=[job.audience_id])
    return go_to(request, url)


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
