"""The permissions of an audience: what people are asked for, and how."""

from __future__ import annotations

from typing import Any

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
from accounts.http import go_to, render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import ordering
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from forms.models import Permission
from forms.permissions import managing
from forms.permissions.asking import block_of
from forms.permissions.forms import BlockForm, PermissionForm

METHODS = ["GET", "HEAD", "POST"]
LIST = "forms/permission_list.html"
FORM = "forms/permission_form.html"
BLOCK = "forms/permissionblock_form.html"
REMOVE = "forms/permission_remove.html"


@require_safe
@audience_scoped(Right.MANAGE)
def permission_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    rows = list(audience.permissions.with_counts().in_order())
    offered = [row for row in rows if row.archived_at is None]
    context = {
        "audience": audience,
        "block": block_of(audience),
        "offered": offered,
        "archived": [row for row in rows if row.archived_at],
        "has_room": len(offered) < managing.MOST,
        "most": managing.MOST,
    }
    return render_page(request, LIST, context, partial="permission-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def permissionblock_update(
    request: AudienceRequest, audience: Audience
) -> HttpResponse:
    block = block_of(audience)
    block.audience = audience
    form = BlockForm(_posted(request), instance=block)
    if form.is_valid():
        managing.save_block(form.instance)
        toasts.show(request, Toast(_("The texts are saved.")))
        return go_to(request, _list_url(audience))
    context = {"audience": audience, "form": form}
    return render_page(
        request, BLOCK, context, partial="permissionblock-form", status=_status(form)
    )


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def permission_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    if not managing.has_room(audience):
        text = _("People are asked for at most %s permissions.") % managing.MOST
        toasts.show(request, Toast(text, "error"))
        return go_to(request, _list_url(audience))
    position = ordering.next_position(audience.permissions.offered())
    return _save(request, Permission(audience=audience, position=position))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def permission_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    return _save(request, _find(audience, pk))


@require_POST
@audience_scoped(Right.MANAGE)
def permission_reorder(request: AudienceRequest, audience: Audience) -> HttpResponse:
    is_news = managing.reorder(audience, request.POST)
    if not wants_part(request):
        return redirect(_list_url(audience))
    response = reswap(HttpResponse(), "none")
    if is_news:
        toasts.append(response, request, Toast(_("Order saved")))
    if ordering.is_moving(request.POST):
        trigger_client_event(response, "permissions-changed")
    return response


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def permission_remove(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    permission = _find(audience, pk)
    if request.method != "POST":
        context = {"audience": audience, "permission": permission}
        context["is_used"] = managing.is_used(permission)
        return render_page(request, REMOVE, context, partial="permission-remove")
    said = {True: _("“%s” is deleted."), False: _("“%s” is archived.")}
    text = said[managing.remove(permission)] % permission.title
    toasts.show(request, Toast(text))
    return go_to(request, _list_url(audience))


@require_POST
@audience_scoped(Right.MANAGE)
def permission_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    permission = _find(audience, pk)
    if managing.bring_back(permission):
        toast = Toast(_("“%s” is asked for again.") % permission.title)
    else:
        text = _("People are asked for at most %s permissions.") % managing.MOST
        toast = Toast(text, "error")
    toasts.show(request, toast)
    return redirect(_list_url(audience))


def _save(request: AudienceRequest, permission: Permission) -> HttpResponse:
    audience, is_new = permission.audience, permission.pk is None
    form = PermissionForm(_posted(request), instance=permission)
    if form.is_valid():
        managing.save(form.instance)
        toasts.show(request, Toast(_("“%s” is saved.") % permission.title))
        return go_to(request, _list_url(audience))
    context: dict[str, Any] = {"audience": audience, "form": form, "is_new": is_new}
    context |= {"permission": permission, "texts": []}
    if not is_new:
        context["texts"] = managing.texts_of(permission)
        context["n"] = permission.n
    return render_page(
        request, FORM, context, partial="permission-form", status=_status(form)
    )


def _find(audience: Audience, pk: int) -> Permission:
    rows = audience.permissions.with_counts()
    permission: Permission = get_object_or_404(rows, pk=pk)
    permission.audience = audience
    return permission


def _posted(request: AudienceRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200


def _list_url(audience: Audience) -> str:
    return reverse("forms:permission_list", args=[audience.pk])
