"""The messages of the house as the team words them, turns them on, and hears of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import toasts
from accounts.http import go_to, render_page
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.locales import language_choices
from audiences.models import Audience
from forms.letters import editing, switching
from forms.letters.forms import LetterForm, NoticesForm
from forms.letters.kinds import KINDS, OF_PEOPLE, OF_STAFF, OPTIONAL, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

METHODS = ["GET", "HEAD", "POST"]
LIST = "forms/letter_list.html"
FORM = "forms/letter_form.html"


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the list; `own` are the languages that the audience words."""

    kind: Kind
    own: list[str]
    is_on: bool
    url: str  # where it is worded in the language that comes first


@require_safe
@audience_scoped(Right.MANAGE)
def letter_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    wishes = switching.wishes_of(audience, request.membership)
    context = _listed(audience, NoticesForm(None, wishes=wishes))
    return render_page(request, LIST, context, partial="letter-list")


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def letter_update(
    request: AudienceRequest, audience: Audience, kind: str, language: str
) -> HttpResponse:
    _known(audience, kind, language)
    wording = editing.to_edit(audience, kind, language)
    form = LetterForm(
        request.POST if request.method == "POST" else None,
        audience=audience,
        kind=kind,
        initial={"subject": wording.subject, "body": wording.body},
    )
    wants_preview = "preview" in request.POST
    if form.is_valid() and not wants_preview:
        said = form.cleaned_data
        editing.save(audience, kind, language, said["subject"], said["body"])
        toasts.show(request, Toast(_("The message is saved.")))
        return go_to(request, request.path)
    context: dict[str, Any] = {
        "audience": audience,
        "kind": KINDS[kind],
        "language": language,
        "languages": _languages(audience, kind, language),
        "is_own": wording.is_own,
        "form": form,
        "preview": editing.preview(audience, kind, *form.said),
    }
    status = 422 if form.errors else 200
    return render_page(request, FORM, context, partial="letter-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def letter_reset(
    request: AudienceRequest, audience: Audience, kind: str, language: str
) -> HttpResponse:
    _known(audience, kind, language)
    editing.reset(audience, kind, language)
    toasts.show(request, Toast(_("The message reads as the house words it.")))
    return redirect(_url(audience, kind, language))


@require_POST
@audience_scoped(Right.MANAGE)
def letter_switch(
    request: AudienceRequest, audience: Audience, kind: str
) -> HttpResponse:
    if kind not in OPTIONAL:
        raise Http404
    is_on = request.POST.get("on") == "1"
    switching.switch(audience, kind, on=is_on)
    text = _("It is sent from now on.") if is_on else _("It is no longer sent.")
    toasts.show(request, Toast(text))
    return redirect("forms:letter_list", audience.pk)


@require_POST
@audience_scoped(Right.MANAGE)
def letter_notices(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What the member who asks wants to hear of, and nobody else."""
    wishes = switching.wishes_of(audience, request.membership)
    form = NoticesForm(request.POST, wishes=wishes)
    if form.is_valid():
        switching.wish(audience, request.membership, form.wanted)
        toasts.show(request, Toast(_("Your choice is saved.")))
    return redirect("forms:letter_list", audience.pk)


def _listed(audience: Audience, form: NoticesForm) -> dict[str, Any]:
    own = editing.own_languages(audience)
    settings = switching.settings_of(audience)
    on = {kind for kind in OPTIONAL if getattr(settings, f"sends_{kind}")}

    def rows(keys: Iterable[str]) -> list[Row]:
        return [
            Row(
                KINDS[key],
                own.get(key, []),
                key not in OPTIONAL or key in on,
                _url(audience, key, _offered(audience, key)[0]),
            )
            for key in keys
        ]

    return {
        "audience": audience,
        "people": rows(OF_PEOPLE),
        "staff": rows(OF_STAFF),
        "form": form,
    }


def _known(audience: Audience, kind: str, language: str) -> None:
    if kind not in KINDS or language not in _offered(audience, kind):
        raise Http404


def _offered(audience: Audience, kind: str) -> list[str]:
    """In which languages it can be worded: the audience's, or those of the house."""
    return ["en", "fr"] if KINDS[kind].is_for_staff else audience.spoken


def _languages(audience: Audience, kind: str, current: str) -> list[dict[str, Any]]:
    names = dict(language_choices())
    return [
        {
            "label": names.get(code, code),
            "url": _url(audience, kind, code),
            "current": code == current,
            "count": None,
        }
        for code in _offered(audience, kind)
    ]


def _url(audience: Audience, kind: str, language: str) -> str:
    return reverse("forms:letter_update", args=[audience.pk, kind, language])
