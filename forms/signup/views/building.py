"""Forms as staff has them: listed, made, built, put away and shared."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
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
from forms.models import SignupForm
from forms.signup import making, sharing
from forms.signup.answers import AnswerForm
from forms.signup.building import Building
from forms.signup.design import house_language, new_design
from forms.signup.naming import NameForm
from forms.signup.pages import Page

METHODS = ["GET", "HEAD", "POST"]
LIST = "forms/signupform_list.html"
CREATE = "forms/signupform_create.html"
BUILD = "forms/signupform_build.html"
SHARE = "forms/signupform_share.html"
DELETE = "forms/signupform_delete.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def signupform_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    forms = list(audience.signupforms.present().with_counts().in_order())
    for form in forms:
        form.audience = audience
    context = {
        "audience": audience,
        "forms": [form for form in forms if form.archived_at is None],
        "archived": [form for form in forms if form.archived_at],
        "may_manage": request.membership.may(Right.MANAGE),
    }
    return render_page(request, LIST, context, partial="signupform-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def signupform_create(request: AudienceRequest, audience: Audience) -> HttpResponse:
    if not making.has_room(audience):
        text = _("An audience has at most %s forms.") % making.MOST
        return answer(request, audience, Toast(text, "error"))
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = making.make(
            audience,
            form.cleaned_data["name"],
            new_design(audience),
            actor=request.user,
            ip=client_ip(request),
        )
        return go_to(request, made.get_absolute_url())
    context: dict[str, Any] = {"audience": audience, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(
        request, CREATE, context, partial="signupform-form", status=status
    )


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def signupform_update(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    form = _find(audience, pk)
    data = request.POST if request.method == "POST" else None
    building = Building(form, data, request.FILES)
    if data is None or building.is_working:
        return _build(request, building)
    if not building.is_valid():
        return _build(request, building, status=422)
    _save(request, form, building)
    toasts.show(request, Toast(_("The form “%s” is saved.") % form.name))
    return go_to(request, form.get_absolute_url())


@require_POST
@audience_scoped(Right.MANAGE)
def signupform_preview(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    """The form as it would be shown, in one of the languages of the audience."""
    form = _find(audience, pk)
    building = Building(form, request.POST, None)
    context = {"audience": audience, "form": form, **_preview(request, building)}
    return render(request, f"{BUILD}#signupform-preview", context)


@require_safe
@audience_scoped(Right.MANAGE)
def signupform_share(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    form = _find(audience, pk)
    language = request.GET.get("lang", "")
    language = language if language in audience.spoken else audience.language
    popup = sharing.Popup.of(request.GET)
    context = {
        "audience": audience,
        "form": form,
        "language": language,
        "languages": sharing.languages_of(audience),
        "html": sharing.html_of(form, language),
        "popup": popup,
        "script": sharing.script_of(form, popup, language),
    }
    return render_page(request, SHARE, context, partial="signupform-share")


@require_POST
@audience_scoped(Right.MANAGE)
def signupform_archive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    form = _find(audience, pk)
    making.archive(form, actor=request.user, ip=client_ip(request))
    url = reverse("forms:signupform_unarchive", args=[audience.pk, pk])
    text = _("The form “%s” is closed: nobody signs up by it.") % form.name
    return answer(request, audience, Toast(text, undo_url=url))


@require_POST
@audience_scoped(Right.MANAGE)
def signupform_unarchive(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    form = _find(audience, pk)
    making.unarchive(form, actor=request.user, ip=client_ip(request))
    return answer(request, audience, Toast(_("The form “%s” is open.") % form.name))


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def signupform_delete(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    form = _find(audience, pk)
    if request.method != "POST":
        context: dict[str, Any] = {"audience": audience, "form": form}
        context["waiting"] = form.signups.waiting().count()
        return render_page(request, DELETE, context, partial="signupform-delete")
    making.delete(form, actor=request.user, ip=client_ip(request))
    return answer(request, audience, Toast(_("The form “%s” is deleted.") % form.name))


def _find(audience: Audience, pk: int) -> SignupForm:
    forms = audience.signupforms.present().with_counts()
    form: SignupForm = get_object_or_404(forms, pk=pk)
    form.audience = audience
    return form


def _save(request: AudienceRequest, form: SignupForm, building: Building) -> None:
    cleaned = building.settings.cleaned_data
    if cleaned["name"] != form.name:
        making.rename(form, cleaned["name"])
    making.publish(form, building.clean_design, actor=request.user)
    logo = cleaned["logo"]
    if logo or cleaned["without_logo"]:
        making.set_logo(form, File(logo, logo.name) if logo else None)


def _build(
    request: AudienceRequest, building: Building, status: int = 200
) -> HttpResponse:
    form = building.form
    context: dict[str, Any] = {
        "audience": form.audience,
        "form": form,
        "building": building,
        "changed": building.data is not None,
        "is_checked": status == 422,
        **_preview(request, building),
    }
    return render_page(
        request, BUILD, context, partial="signupform-builder", status=status
    )


def _preview(request: AudienceRequest, building: Building) -> dict[str, Any]:
    audience = building.audience
    code = building.data.get("preview-lang", "") if building.data else ""
    page = Page(
        building.form,
        building.design,
        code if code in audience.spoken else audience.language,
    )
    with translation.override(house_language(page.language)):
        answers = AnswerForm(
            None, audience=audience, design=page.design, languages=page.languages
        )
        list(answers.blocks)
    return {"page": page, "answers": answers, "codes": audience.spoken}


def answer(request: AudienceRequest, audience: Audience, toast: Toast) -> HttpResponse:
    """Say what was done; the list fetches itself anew."""
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect("forms:signupform_list", audience.pk)
    response = reswap(HttpResponse(), "none")
    toasts.append(response, request, toast)
    trigger_client_event(response, "forms-changed")
    return trigger_client_event(response, "dialog-close")
