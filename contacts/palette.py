"""People and webhooks of the audience one is in, for the command palette."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.palette import LIMIT, Found, Question, source
from accounts.roles import Right
from audiences.access import opened
from audiences.models import Audience


@source(order=15)
def past_events(question: Question) -> Iterator[Found]:
    """What is begun from the page of events."""
    label = _("Import past events")
    if not question.text or not question.names(label):
        return
    audience = opened(question.user, question.audience_id)
    if audience is None:
        return
    membership = question.user.membership_in(audience.account_id)
    if membership and membership.may(Right.MANAGE):
        url = reverse("contacts:pastimport_create", args=[audience.pk])
        yield Found("file-import", label, url, _("Events"))


@source(order=20)
def contacts(question: Question) -> Iterator[Found]:
    audience = opened(question.user, question.audience_id)
    if audience is None or not question.text:
        return
    yield from _webhooks(audience, question)
    found = audience.contacts.present().search(question.text).order_by("email", "pk")
    for contact in found[:LIMIT]:
        yield Found(
            "user",
            str(contact),
            contact.get_absolute_url(),
            _("Contact"),
            sub=contact.email_display if contact.name else "",
        )


def _webhooks(audience: Audience, question: Question) -> Iterator[Found]:
    """The page that is no entry of the sidebar, and each webhook by its name."""
    page = _("Incoming webhooks")
    if question.names(page):
        url = reverse("contacts:hook_list", args=[audience.pk])
        yield Found("webhook", page, url, _("Page"))
    hooks = audience.hooks.present().in_order()
    named = (hook for hook in hooks if question.names(hook.name))
    for hook in islice(named, LIMIT):
        yield Found("webhook", hook.name, hook.get_absolute_url(), _("Webhook"))
