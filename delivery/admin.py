"""The ledger, to look at: its own verbs move it."""

from django.contrib import admin

from accounts.administration import ReadOnly
from delivery.models import Delivery, Message, ReceivedText, SmsProgram


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
