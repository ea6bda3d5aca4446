"""The SMS program of an audience: set up, approved, tried; and what people answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import limits, toasts
from accounts.http import client_ip, go_to, number_of, render_page, wants_part
from accounts.limits import Rate
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts.values import phones
from delivery.models import ReceivedText, SmsProgram
from delivery.sms import notices, programs, sending, showing, wishes
from delivery.sms.forms import ASKED, SmsProgramForm, TrialForm
from delivery.sms.heard import Heard

# Each costs money, and rings in a pocket.
TRIALS = Rate(10, seconds=3600)
METHODS = ["GET", "HEAD", "POST"]
PAGE, FORM = "delivery/smsprogram_detail.html", "delivery/smsprogram_form.html"


@require_safe
@audience_scoped(Right.MANAGE)
def smsprogram_detail(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return _page(request, audience)


@require_http_methods(METHODS)
@audience_scoped(Right.MANAGE)
def smsprogram_update(request: AudienceRequest, audience: Audience) -> HttpResponse:
    program = programs.of(audience) or SmsProgram(
        audience=audience, identity=audience.company[:30], country=audience.country
    )
    data = request.POST if request.method == "POST" else None
    chosen = str((data or request.GET).get("provider") or program.provider)
    provider = chosen if chosen in ASKED else program.provider
    form = SmsProgramForm(data, instance=program, provider=provider)
    if form.is_valid():
        who, ip = request.user, client_ip(request)
        programs.set_up(form.instance, form.hidden, actor=who, ip=ip)
        toasts.show(request, Toast(_("The SMS program is saved.")))
        return go_to(request, program.get_absolute_url())
    context = {"audience": audience, "form": form, "tabs": _tabs(audience, provider)}
    status = 422 if form.is_bound else 200
    return render_page(request, FORM, context, partial="smsprogram-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def smsprogram_ask(request: AudienceRequest, audience: Audience) -> HttpResponse:
    said = _("The owners and admins of the account can approve it now.")
    return _moved(request, audience, programs.ask, said)


@require_POST
@audience_scoped(Right.ADMINISTER)
def smsprogram_approve(request: AudienceRequest, audience: Audience) -> HttpResponse:
    approve = partial(programs.approve, seen=request.POST.get("seen", ""))
    said = _("The SMS program is approved.")
    other = _("It was changed since you looked at it. Look at it again.")
    return _moved(request, audience, approve, said, refused=other)


@require_POST
@audience_scoped(Right.ADMINISTER)
def smsprogram_refuse(request: AudienceRequest, audience: Audience) -> HttpResponse:
    said = _("The SMS program is a draft again.")
    return _moved(request, audience, programs.send_back, said)


@require_POST
@audience_scoped(Right.MANAGE)
def smsprogram_pause(request: AudienceRequest, audience: Audience) -> HttpResponse:
    undo = reverse("sms:smsprogram_resume", args=[audience.pk])
    said = _("SMS are paused.")
    return _moved(request, audience, programs.pause, said, undo)


@require_POST
@audience_scoped(Right.MANAGE)
def smsprogram_resume(request: AudienceRequest, audience: Audience) -> HttpResponse:
    return _moved(request, audience, programs.resume, _("SMS are sent again."))


@require_POST
@audience_scoped(Right.MANAGE)
def smsprogram_try(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """Send one message to a number, as a notice that is no news."""
    program = programs.of(audience)
    if program is None or program.state != program.State.APPROVED:
        toasts.show(request, Toast(_("It is not approved yet."), "warning"))
        return _back(audience)
    form = TrialForm(request.POST, **_trial(program))
    if not form.is_valid():
        return _page(request, audience, form)
    if not limits.take(f"sms:trial:{audience.pk}", TRIALS):
        form.add_error(
            "number", _("These were many trials. Try again in some minutes.")
        )
        return _page(request, audience, form)
    text, number = form.cleaned_data["text"], form.cleaned_data["number"]
    notices.send_later(audience, showing.TRIAL, text, number)
    toasts.show(request, Toast(_("The message is on its way.")))
    return _back(audience)


@require_safe
@audience_scoped(Right.MANAGE)
def smsprogram_measure(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """How many parts a text has, and what would make it cheaper."""
    program = programs.of(audience)
    if program is None:
        return _back(audience)
    text = request.GET.get("text", "")[:2_000]
    measure = showing.measure(program, text)
    partial = "sms-count"
    if "replace" in request.GET:
        partial = "sms-text"
        text = measure.offer.text if measure.offer else text
        measure = showing.measure(program, text)
    form = TrialForm(initial={"text": text}, **_trial(program))
    context = {"audience": audience, "measure": measure, "trial": form}
    return render(request, f"{PAGE}#{partial}", context)


@require_safe
@audience_scoped(Right.MANAGE)
def receivedtext_list(request: AudienceRequest, audience: Audience) -> HttpResponse:
    """What people wrote: a further page of it, or what changed meanwhile."""
    before = number_of(request.GET.get("before", ""))
    if not wants_part(request):
        return _page(request, audience, before=before)
    context = {"audience": audience, "heard": Heard.of(audience, before)}
    return render(request, f"{PAGE}#sms-heard", context)


@require_POST
@audience_scoped(Right.MANAGE)
def receivedtext_opt_out(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    text = _text(audience, pk)
    wishes.opt_out(text, actor=request.user, ip=client_ip(request))
    number = phones.in_words(text.number)
    said = _("%(number)s gets no more SMS.") % {"number": number}
    return _judged(request, audience, Toast(said))


@require_POST
@audience_scoped(Right.MANAGE)
def receivedtext_dismiss(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    text = _text(audience, pk)
    undo = reverse("sms:receivedtext_take_up", args=[audience.pk, pk])
    toast = Toast(_("Dismissed. They still get SMS."), undo_url=undo)
    done = wishes.dismiss(text, actor=request.user)
    return _judged(request, audience, toast if done else None)


@require_POST
@audience_scoped(Right.MANAGE)
def receivedtext_take_up(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    done = wishes.take_up(_text(audience, pk))
    toast = Toast(_("It waits for somebody to judge it again."))
    return _judged(request, audience, toast if done else None)


def _text(audience: Audience, pk: int) -> ReceivedText:
    text: ReceivedText = get_object_or_404(audience.receivedtexts, pk=pk)
    text.audience = audience
    return text


def _judged(
    request: AudienceRequest, audience: Audience, toast: Toast | None
) -> HttpResponse:
    """Say what was done; the lists at hand fetch themselves anew."""
    if not wants_part(request):
        if toast:
            toasts.show(request, toast)
        return _back(audience)
    response = reswap(HttpResponse(), "none")
    if toast:
        toasts.append(response, request, toast)
    return trigger_client_event(response, "texts-changed")


def _page(
    request: AudienceRequest,
    audience: Audience,
    trial: TrialForm | None = None,
    before: int | None = None,
) -> HttpResponse:
    program = programs.of(audience)
    context: dict[str, Any] = {"audience": audience, "program": program}
    if program:
        sample = _("This is a trial.")
        form = trial or TrialForm(initial={"text": sample}, **_trial(program))
        context |= {
            "standing": showing.standing(program),
            "facts": showing.facts(program),
            "seen": programs.digest(program),
            "calls": sending.public_url(program),
            "may_approve": request.membership.may(Right.ADMINISTER),
            "may_try": program.state == program.State.APPROVED,
            "trial": form,
            "measure": showing.measure(program, str(form["text"].value() or "")),
            "tried": showing.last_trial(audience),
            "heard": Heard.of(audience, before),
        }
    status = 422 if trial else 200
    return render_page(request, PAGE, context, partial="smsprogram", status=status)


def _trial(program: SmsProgram) -> dict[str, Any]:
    url = reverse("sms:smsprogram_measure", args=[program.audience_id])
    return {"program": program, "url": url}


def _moved(
    request: AudienceRequest,
    audience: Audience,
    verb: Callable[..., bool],
    said: str,
    undo_url: str = "",
    refused: str = "",
) -> HttpResponse:
    program = programs.of(audience)
    if program and verb(program, actor=request.user, ip=client_ip(request)):
        toasts.show(request, Toast(said, undo_url=undo_url))
    elif refused and program and program.state == program.State.ASKED:
        toasts.show(request, Toast(refused, "warning"))
    return _back(audience)


def _back(audience: Audience) -> HttpResponse:
    return redirect("sms:smsprogram_detail", audience.pk)


def _tabs(audience: Audience, provider: str) -> list[dict[str, Any]]:
    url = reverse("sms:smsprogram_update", args=[audience.pk])
    return [
        {"label": label, "url": f"{url}?provider={key}", "current": key == provider}
        for key, label in SmsProgram.Provider.choices
    ]
