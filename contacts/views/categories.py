"""The categories that groups stand in."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences import jobs, ordering
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import categories, usage
from contacts.forms.groups import CategoryForm, NarrowForm
from contacts.forms.saving import saved, saved_category
from contacts.models import GroupCategory
from contacts.views.groups import answer, form_page

METHODS = ["GET", "HEAD", "POST"]
FORM = "contacts/category_form.html"
DELETE = "contacts/category_delete.html"


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def category_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    position = ordering.next_position(audience.group_categories.present())
    category = GroupCategory(audience=audience, position=position)
    data = request.POST if request.method == "POST" else None
    form = CategoryForm(data, instance=category)
    if form.is_valid() and _create(form):
        text = _("The category “%s” is made.") % category.title
        return answer(request, audience, Toast(text))
    context = {"audience": audience, "form": form, "narrow": None, "is_new": True}
    return form_page(request, FORM, context, "category-form")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def category_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    category = get_object_or_404(audience.group_categories.present(), pk=pk)
    category.audience = audience
    data = request.POST if request.method == "POST" else None
    form, narrow = CategoryForm(data, instance=category), None
    if form.is_valid():
        narrow = NarrowForm(data, category=category) if form.narrows else None
        if (narrow is None or narrow.is_settled) and saved_category(form, request.user):
            text = _("The category “%s” is saved.") % category.title
            return answer(request, audience, Toast(text))
    context = {"audience": audience, "form": form, "narrow": narrow, "is_new": False}
    return form_page(request, FORM, {**context, "pk": pk}, "category-form")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def category_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    category = get_object_or_404(audience.group_categories.present(), pk=pk)
    category.audience = audience
    if request.method != "POST":
        groups = audience.groups.present().filter(category=pk)
        context = {"audience": audience, "category": category, "n": groups.count()}
        context["uses"] = usage.uses_of(audience, category)
        return render_page(request, DELETE, context, partial="category-delete")
    if job := categories.delete_category(category, actor=request.user):
        jobs.run_for_now(job)
    text = _("The category “%s” is deleted.") % category.title
    return answer(request, audience, Toast(text))


def _create(form: CategoryForm) -> bool:
    with transaction.atomic():
        if not saved(form):
            return False
        categories.add_groups(form.instance, form.cleaned_data["names"])
    return True
