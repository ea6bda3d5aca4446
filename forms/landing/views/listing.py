"""Pages as staff has them: listed, made, doubled, put away and deleted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import client_ip, go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.landing import making
from forms.landing.settings import DeleteForm, TitleForm
from forms.models import LandingPage

METHODS = ["GET", "HEAD", "POST"]
LIST = "forms/landingpage_list.html"
CREATE = "forms/landingpage_create.html"
DELETE = "forms/landingpage_delete.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def landingpage_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    pages = list(audience.landingpages.with_counts().in_order())
    for page in pages:
        page.audience = audience
    context = {
        "audience": audience,
        "pages": pages,
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="landingpage-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def landingpage_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    form = TitleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not making.has_room(audience):
        form.add_error(None, _full())
    if form.is_valid():
        title, ip = form.cleaned_data["title"], client_ip(request)
        page = making.make(audience, title, actor=request.user, ip=ip)
        return go_to(request, page.get_absolute_url())
    context = {"audience": audience, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(
        request, CREATE, context, partial="landingpage-form", status=status
    )


@require_POST
@audience_scoped(Right.MANAGE)
def landingpage_duplicate(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    if not making.has_room(audience):
        return answer(request, audience, Toast(_full(), "error"))
    copy = making.duplicate(page, actor=request.user, ip=client_ip(request))
    toasts.show(request, Toast(_("“%s” was made; nobody sees it yet.") % copy.title))
    return go_to(request, copy.get_absolute_url())


@require_POST
@audience_scoped(Right.MANAGE)
def landingpage_unpublish(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    making.unpublish(page, actor=request.user, ip=client_ip(request))
    return answer(
        request, audience, Toast(_("Nobody sees “%s” any more.") % page.title)
    )


@require_POST
@audience_scoped(Right.MANAGE)
def landingpage_archive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    making.archive(page, actor=request.user, ip=client_ip(request))
    undo = reverse("forms:landingpage_unarchive", args=[audience.pk, pk])
    text = _("“%s” is archived: nobody sees it.") % page.title
    return answer(request, audience, Toast(text, undo_url=undo))


@require_POST
@audience_scoped(Right.MANAGE)
def landingpage_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    making.unarchive(page, actor=request.user, ip=client_ip(request))
    return answer(request, audience, Toast(_("“%s” is back.") % page.title))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def landingpage_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    page = find(audience, pk)
    form = DeleteForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        making.delete(page, actor=request.user, ip=client_ip(request))
        toasts.show(request, Toast(_("The page “%s” is deleted.") % page.title))
        return go_to(request, reverse("forms:landingpage_list", args=[audience.pk]))
    context = {"audience": audience, "page": page, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(
        request, DELETE, context, partial="landingpage-delete", status=status
    )


def find(audience: Audience, pk: int) -> LandingPage:
    pages = audience.landingpages.with_counts()
    page: LandingPage = get_object_or_404(pages, pk=pk)
    page.audience = audience
    return page


def answer(request: AudienceRequest, audience: Audience, toast: Toast) -> HttpResponse:
    """Say what was done; the list fetches itself anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("forms:landingpage_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, toast)
    return trigger_client_event(response, "pages-changed")


def _full() -> str:
    text = _("An audience has at most %(n)s pages. Delete one that is not needed.")
    return text % {"n": making.MOST}
