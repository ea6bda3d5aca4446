"""The ledger, to look at: its own verbs move it."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnly
from delivery.models import (
    Delivery,
    DkimKey,
    DomainPace,
    GroupPace,
    Hit,
    Link,
    Message,
    Received,
    ReceivedText,
    SenderAddress,
    SendingDomain,
    SendingRules,
    SmsProgram,
)
from delivery.receiving.querysets import ReceivedQuerySet


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["name", "audience", "kind", "stage", "total", "sent"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["id", "audience", "message_id", "state", "reason", "sent_at"]
    list_select_related = ["audience"]
    search_fields = ["=email"]
    ordering = ["-pk"]


@admin.register(Link)
class LinkAdmin(ReadOnly):
    list_display = ["id", "audience", "kind", "url"]
    list_select_related = ["audience"]
    search_fields = ["url"]
    ordering = ["-pk"]


@admin.register(Hit)
class HitAdmin(ReadOnly):
    list_display = ["at", "audience", "link_id", "delivery_id", "is_judged", "reason"]
    list_select_related = ["audience"]
    ordering = ["-pk"]


@admin.register(SendingDomain)
class SendingDomainAdmin(ReadOnly):
    """Not how its mail leaves: a password is in that."""

    list_display = ["name", "account", "verified_at", "checked_at"]
    fields = ["name", "account", "created_at", "verified_at", "checked_at"]
    list_select_related = ["account"]
    search_fields = ["name"]
    ordering = ["name", "pk"]


@admin.register(DkimKey)
class DkimKeyAdmin(ReadOnly):
    """The public halves: the private ones are shown to nobody."""

    list_display = ["selector", "domain", "created_at", "used_at", "replaced_at"]
    fields = [
        *("selector", "domain", "public_key"),
        *("created_at", "used_at", "replaced_at"),
    ]
    list_select_related = ["domain"]
    search_fields = ["selector", "domain__name"]
    ordering = ["-pk"]


@admin.register(SenderAddress)
class SenderAddressAdmin(ReadOnly):
    list_display = ["email", "account", "verified_at", "asked_at"]
    fields = [
        *("email", "account", "added_by"),
        *("created_at", "verified_at", "asked_at"),
    ]
    list_select_related = ["account"]
    search_fields = ["email"]
    ordering = ["email", "pk"]


@admin.register(Received)
class ReceivedAdmin(ReadOnly):
    """What came in and what it was; what it says stands in nobody's way here."""

    list_display = [
        *("received_at", "way", "place", "state", "kind", "bounce", "reason", "size"),
        "error",
    ]
    list_filter = ["state", "kind", "way"]
    exclude = ["raw", "names", "identity"]
    ordering = ["-pk"]
    actions = ["look_again"]

    @admin.action(description=_("Look again at those that were set aside or not given"))
    def look_again(self, request: HttpRequest, queryset: ReceivedQuerySet) -> None:
        queryset.retry()


@admin.register(SmsProgram)
class SmsProgramAdmin(ReadOnly):
    list_display = ["sender", "audience", "provider", "state", "approved_at"]
    list_select_related = ["audience"]
    search_fields = ["=sender"]
    ordering = ["-pk"]
    exclude = ["sealed"]


@admin.register(ReceivedText)
class ReceivedTextAdmin(ReadOnly):
    list_display = ["id", "audience", "number", "word", "received_at"]
    list_select_related = ["audience"]
    search_fields = ["=number"]
    ordering = ["-pk"]


@admin.register(DomainPace)
class DomainPaceAdmin(ReadOnly):
    list_display = ["domain", "account", "warms_since", "tripped_at", "reason"]
    list_select_related = ["account"]
    search_fields = ["domain"]
    ordering = ["domain", "pk"]


@admin.register(GroupPace)
class GroupPaceAdmin(ReadOnly):
    list_display = ["group", "domain", "rate", "rests_until"]
    list_select_related = ["domain"]
    search_fields = ["domain__domain"]
    ordering = ["domain__domain", "pk"]


@admin.register(SendingRules)
class SendingRulesAdmin(ReadOnly):
    list_display = ["audience", "cap_messages", "cap_days", "quiet_from", "quiet_to"]
    list_select_related = ["audience"]
    search_fields = ["audience__name"]
    ordering = ["-pk"]
