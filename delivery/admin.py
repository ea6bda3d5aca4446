"""The ledger, to look at: its own verbs move it."""

from django.contrib import admin

from accounts.administration import ReadOnly
from delivery.models import Delivery, Message


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
