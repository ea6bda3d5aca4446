from collections import defaultdict

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administration import ReadOnly, Register
from events import failures
from events.models import EventName, OutboxFailure


@admin.register(EventName)
class EventNameAdmin(ReadOnly):
    list_display = ["name", "id"]
    search_fields = ["name"]
    ordering = ["id"]


@admin.register(OutboxFailure)
class OutboxFailureAdmin(ReadOnly):
    """What failed can be tried again, or be given up by deleting it."""

    list_display = ["reaction", "name", "contact_id", "attempts", "failed_at", "error"]
    list_filter = ["reaction"]
    list_select_related = ["name"]
    search_fields = ["reaction", "error"]
    ordering = ["-pk"]
    actions = ["try_again"]

    def has_delete_permission(
        self, request: HttpRequest, obj: OutboxFailure | None = None
    ) -> bool:
        return Register.has_delete_permission(self, request, obj)

    @admin.action(description=gettext_lazy("Try again"), permissions=["delete"])
    def try_again(self, request: HttpRequest, rows: QuerySet[OutboxFailure]) -> None:
        of_audience = defaultdict(list)
        for row in rows.select_related("audience"):
            of_audience[row.audience].append(row.pk)
        done = [failures.retry(audience, ids) for audience, ids in of_audience.items()]
        tried, failed = (sum(column) for column in zip(*done, strict=True))
        said = _("%(tried)s tried again, of which %(failed)s failed.")
        self.message_user(
            request,
            said % {"tried": tried, "failed": failed},
            messages.WARNING if failed else messages.SUCCESS,
        )
