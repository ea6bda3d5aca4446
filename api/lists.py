"""Making and changing audiences as clients of the API send them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf.global_settings import LANGUAGES
from django.db import transaction
from django.db.models import Exists, OuterRef

from api.causes import who
from api.filling import posted, refused
from api.models import ApiKey, KeyAccess
from api.problems import Problem, invalid
from api.requests import ApiRequest
from audiences import lifecycle
from audiences.forms import AudienceForm
from audiences.models import Audience
from audiences.plans import PlanLimit
from audiences.querysets import AudienceQuerySet
from contacts.addresses import AddressError, normalize
from contacts.models import Contact

NAMES = {
    "name": "name",
    "permission_reminder": "permission_reminder",
    **{
        f"campaign_defaults.{name}": name
        for name in ("from_name", "from_email", "subject", "language")
    },
    **{
        f"contact.{name}": name
        for name in ("company", "address1", "address2", "city", "country", "phone")
    },
    "contact.state": "region",
    "contact.zip": "postcode",
    "double_optin": "double_opt_in",
    "marketing_permissions": "gdpr_fields",
}
NOTIFIED = {
    "notify_on_subscribe": "notify_subscribe",
    "notify_on_unsubscribe": "notify_unsubscribe",
}
CODES = {code for code, _name in LANGUAGES}


def create(request: ApiRequest, sent: dict[str, Any]) -> Audience:
    """Make an audience; raises a Problem about what cannot be taken."""
    key = request.key
    start = Audience(**lifecycle.prefilled(key.account, key.owner))
    form = _form(request, start, sent)
    try:
        with transaction.atomic():
            audience = lifecycle.create(
                *(key.account,),
                **who(request),
                **form.cleaned_data,
            )
            _open_to(key, audience)
    except PlanLimit as limit:
        raise Problem(403, "Forbidden", str(limit)) from None
    return audience


def update(request: ApiRequest, audience: Audience, sent: dict[str, Any]) -> None:
    """Change what is sent of the audience; raises a Problem where it cannot be."""
    form = _form(request, audience, sent)
    lifecycle.update(audience, form.changed_data, **who(request))


def holding(audiences: AudienceQuerySet, email: str) -> AudienceQuerySet:
    """Those in which somebody has this address."""
    try:
        address = normalize(email)
    except AddressError:
        return audiences.none()
    there = Contact.objects.filter(audience_id=OuterRef("pk"), email=address)
    return audiences.filter(Exists(there))


def created(
    audiences: AudienceQuerySet, since: datetime | None, before: datetime | None
) -> AudienceQuerySet:
    """Those made in this time; None does not bound it."""
    if since:
        audiences = audiences.filter(created_at__gt=since)
    if before:
        audiences = audiences.filter(created_at__lt=before)
    return audiences


def _form(
    request: ApiRequest, audience: Audience, sent: dict[str, Any]
) -> AudienceForm:
    """The form filled in and found right."""
    account = request.key.account
    data = posted(sent, NAMES, AudienceForm, audience)
    data |= _notifications(sent, data["notify_email"])
    data["language"] = _language(data["language"])
    data["country"] = data["country"].upper()
    form = AudienceForm(data, account=account, instance=audience)
    if not form.is_valid():
        raise refused(form, {**NAMES, "notify_on_subscribe": "notify_email"})
    return form


def _notifications(sent: dict[str, Any], known: str) -> dict[str, Any]:
    """One address is told of both; each is told of by naming it."""
    said = {name: sent[name].strip() for name in NOTIFIED if name in sent}
    named = {address for address in said.values() if address}
    if len(named) > 1:
        text = "Both notifications go to one address"
        raise invalid(*((name, text) for name in NOTIFIED))
    wanted = {NOTIFIED[name]: bool(address) for name, address in said.items()}
    return {**wanted, "notify_email": next(iter(named), known)}


def _language(code: str) -> str:
    """The code as this server writes it: `pt_BR` is `pt-br`, and `es_ES` is `es`."""
    known = code.strip().lower().replace("_", "-")
    wider = known.partition("-")[0]
    return wider if known not in CODES and wider in CODES else known


def _open_to(key: ApiKey, audience: Audience) -> None:
    """Let the key see what it made, also where it sees only what was given to it."""
    if key.is_narrowed:
        KeyAccess.objects.create(key=key, audience=audience)
