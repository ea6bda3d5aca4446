"""Pages that take no token of a contact: asking for a link, and taking an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.http import client_ip
from contacts.forms.contacts import clean_email
from forms.centre import asking, keys, readdressing
from forms.centre.finding import audience_named
from forms.centre.languages import house, spoken
from forms.centre.masks import masked_address
from forms.centre.views.answers import around, calm, closed, posted

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import CentreKey

METHODS = ["GET", "HEAD", "POST"]


class AskForm(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("Email address"),
        max_length=320,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])


# It says the same whoever asks, and needs no session that could be ridden.
@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def centre_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a link to whoever has the address; the answer does not tell of them."""
    audience = audience_named(public_id)
    if audience is None:
        return calm(request, "nowhere", None)
    language = spoken(request, audience, None)
    with translation.override(house(language)):
        form = AskForm(posted(request) if request.method == "POST" else None)
        is_sent, status = False, 422 if form.is_bound else 200
        if form.is_valid():
            email = form.cleaned_data["email"]
            is_sent = asking.ask(audience, email, ip=client_ip(request))
            status = 200 if is_sent else 429
        context: dict[str, Any] = {
            **around(request, audience, language, request.path),
            "form": form,
            "is_sent": is_sent,
            "is_often": status == 429,
        }
        return closed(render(request, "forms/centre_ask.html", context, status=status))


# The token is the secret.
@csrf_exempt
@login_not_required
@require_http_methods(METHODS)
def centre_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Take the new address that the link was sent to; once it is posted."""
    key = keys.find(token)
    if key is None or key.purpose != keys.Purpose.ADDRESS:
        return calm(request, "nowhere", None)
    audience: Audience = key.audience
    contact = audience.contacts.filter(pk=key.contact_id).first()
    if contact is None:
        return calm(request, "nobody", audience)
    language = spoken(request, audience, contact)
    with translation.override(house(language)):
        said = _confirmed(request, key)
        context = {
            **around(request, audience, language, request.path),
            "address": masked_address(key.email),
            "said": said,
        }
        return closed(render(request, "forms/centre_confirm.html", context))


def _confirmed(request: HttpRequest, key: CentreKey) -> str:
    """What came of it: "ask" before it is posted, else "done", "over" or "not"."""
    if key.used_at is None and key.is_over:
        return "over"
    if request.method != "POST" or key.used_at is not None:
        return "ask" if key.used_at is None else "done"
    wording = _("This is my address from now on")
    is_taken = readdressing.take(key, ip=client_ip(request), wording=wording)
    if not is_taken:
        key.refresh_from_db(fields=["used_at"])  # somebody may have pressed it twice
    return "done" if is_taken or key.used_at else "not"
