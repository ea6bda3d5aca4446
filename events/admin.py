from django.contrib import admin

from accounts.administration import ReadOnly
from events.models import EventName


@admin.register(EventName)
class EventNameAdmin(ReadOnly):
    list_display = ["name", "id"]
    search_fields = ["name"]
    ordering = ["id"]
