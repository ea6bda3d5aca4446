"""The ledger, to look at: its own verbs move it."""

from django.contrib import admin

from accounts.administration import ReadOnly
from delivery.models import Delivery, DomainPace, GroupPace, Message, SendingRules


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
