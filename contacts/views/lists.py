"""How the list of contacts is seen: which columns, and under which names."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from audiences.ordering import is_moving
from contacts import columns
from contacts.arranging import (
    ALL,
    MAX_QUERY,
    ColumnRows,
    arrangement_of,
    normal_query,
)
from contacts.forms.views import ViewForm
from contacts.models import SavedView

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@audience_scoped(Right.VIEW_CONTACTS)
def contact_columns(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Choose and order the columns of the list."""
    query = QueryDict(request.POST.get("query") or request.META["QUERY_STRING"])
    if request.method == "POST":
        table = ColumnRows.sent(audience, request.POST)
        if not is_moving(request.POST):
            keys = table.ticked[: columns.MAX_COLUMNS]
            chosen = None if "reset" in request.POST else keys
            audience.tablechoices.remember(audience, request.user, columns=chosen)
            return _go_to_list(request, audience, query)
    else:
        own = arrangement_of(audience, request.user, query).columns
        table = ColumnRows.of(audience, own)
    context = {"audience": audience, "table": table, "query": query.urlencode()}
    template = "contacts/contact_columns.html"
    return render_page(request, template, context, partial="columns")


@require_http_methods(METHODS)
@audience_scoped(Right.VIEW_CONTACTS)
def savedview_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Give the list as it is a name."""
    asked = QueryDict(request.POST.get("query") or request.META["QUERY_STRING"])
    view = SavedView(audience=audience, owner=request.user)
    view.columns = arrangement_of(audience, request.user, asked).columns
    view.query = normal_query(asked).urlencode()[:MAX_QUERY]
    return _save(request, view, _("The view “%s” is saved."), asked)


@require_http_methods(METHODS)
@audience_scoped(Right.VIEW_CONTACTS)
def savedview_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    view = _own(request, audience, pk)
    return _save(request, view, _("The view “%s” is changed."), QueryDict())


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def savedview_fill(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """Let the view hold what the list shows now."""
    view = _own(request, audience, pk)
    query = normal_query(QueryDict(request.POST.get("query", "")))
    audience.savedviews.filter(pk=view.pk).update(query=query.urlencode()[:MAX_QUERY])
    view.query = query.urlencode()
    toasts.show(request, Toast(_("The view “%s” is changed.") % view))
    return go_to(request, view.get_absolute_url())


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def savedview_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    view = _own(request, audience, pk)
    audience.savedviews.filter(pk=view.pk).update(deleted_at=timezone.now())
    undo = reverse("contacts:savedview_restore", args=[audience.pk, view.pk])
    text = _("The view “%s” is deleted.") % view
    toasts.show(request, Toast(text, undo_url=undo))
    return _go_to_list(request, audience, QueryDict())


@require_POST
@audience_scoped(Right.VIEW_CONTACTS)
def savedview_restore(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    view = get_object_or_404(audience.savedviews, pk=pk)
    _check(request, view)
    audience.savedviews.filter(pk=view.pk).update(deleted_at=None)
    toasts.show(request, Toast(_("The view “%s” is back.") % view))
    return go_to(request, view.get_absolute_url())


def _save(
    request: AudienceRequest, view: SavedView, said: str, asked: QueryDict
) -> HttpResponse:
    choices = view.audience.tablechoices
    opened_first = choices.filter(user=request.user, default_view=view.pk)
    is_default = view.pk is not None and opened_first.exists()
    may_share = request.membership.may(Right.MANAGE)
    initial = {"name": view.name, "is_shared": view.is_shared, "is_default": is_default}
    data = request.POST if "chosen" in request.POST else None
    form = ViewForm(data, may_share=may_share, initial=initial)
    if not form.is_valid():
        context = {"audience": view.audience, "view": view, "form": form}
        context["query"] = asked.urlencode()
        status = 422 if form.is_bound else 200
        template = "contacts/savedview_form.html"
        return render_page(request, template, context, partial="view", status=status)
    view.name = form.cleaned_data["name"]
    view.is_shared = form.cleaned_data.get("is_shared", view.is_shared)
    view.save()
    if form.cleaned_data["is_default"] != is_default:
        default = None if is_default else view.pk
        choices.remember(view.audience, request.user, default_view=default)
    toasts.show(request, Toast(said % view))
    return go_to(request, view.get_absolute_url())


def _own(request: AudienceRequest, audience: Audience, pk: int) -> SavedView:
    """A view that the member sees and may change: their own, or as a manager."""
    views = audience.savedviews.visible_to(request.user)
    view: SavedView = get_object_or_404(views, pk=pk)
    _check(request, view)
    return view


def _check(request: AudienceRequest, view: SavedView) -> None:
    if view.owner_id == request.user.pk:
        return
    if not (view.is_shared and request.membership.may(Right.MANAGE)):
        raise Http404


def _go_to_list(
    request: AudienceRequest, audience: Audience, query: QueryDict
) -> HttpResponse:
    """The list as it was asked for; its columns are then one's own."""
    pairs = normal_query(query)
    pairs["view"] = ALL
    url = reverse("contacts:contact_list", args=[audience.pk])
    return go_to(request, f"{url}?{pairs.urlencode()}")
