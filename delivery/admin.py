"""The ledger, to look at: its own verbs move it."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnly
from delivery.models import Delivery, Message, Received
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


@admin.register(Received)
class ReceivedAdmin(ReadOnly):
    """What came in and what it was; what it says stands in nobody's way here."""

    list_display = ["received_at", "way", "state", "kind", "bounce", "reason", "size"]
    list_filter = ["state", "kind", "way"]
    exclude = ["raw", "names", "identity"]
    ordering = ["-pk"]
    actions = ["look_again"]

    @admin.action(description=_("Look again at those that were set aside"))
    def look_again(self, request: HttpRequest, queryset: ReceivedQuerySet) -> None:
        queryset.retry()
