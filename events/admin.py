from collections import defaultdict
from collections.abc import Iterable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administration import ReadOnly
from audiences.models import Audience
from events import failures
from events.models import CustomEvent, EventName, OutboxFailure


@admin.register(EventName)
class EventNameAdmin(ReadOnly):
    list_display = ["name", "id"]
    search_fields = ["name"]
    ordering = ["id"]


@admin.register(CustomEvent)
class CustomEventAdmin(ReadOnly):
    list_display = ["name", "audience", "description", "created_at", "hidden_at"]
    list_select_related = ["name", "audience"]
    search_fields = ["name__name", "description"]
    ordering = ["-pk"]


@admin.register(OutboxFailure)
class OutboxFailureAdmin(ReadOnly):
    """What failed can be tried again, or given up."""

    list_display = ["reaction", "name", "contact_id", "attempts", "failed_at", "error"]
    list_filter = ["reaction"]
    list_select_related = ["name"]
    search_fields = ["reaction", "error"]
    ordering = ["-pk"]
    actions = ["try_again", "give_up"]

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.change_outboxfailure")

    @admin.action(description=gettext_lazy("Try again"), permissions=["settle"])
    def try_again(self, request: HttpRequest, rows: QuerySet[OutboxFailure]) -> None:
        done = [failures.retry(audience, ids) for audience, ids in _by_audience(rows)]
        tried, failed = (sum(column) for column in zip(*done, strict=True))
        said = _("%(tried)s tried again, of which %(failed)s failed.")
        self.message_user(
            request,
            said % {"tried": tried, "failed": failed},
            messages.WARNING if failed else messages.SUCCESS,
        )

    @admin.action(description=gettext_lazy("Give up"), permissions=["settle"])
    def give_up(self, request: HttpRequest, rows: QuerySet[OutboxFailure]) -> None:
        for audience, ids in _by_audience(rows):
            audience.outboxfailures.filter(pk__in=ids).delete()


def _by_audience(
    rows: QuerySet[OutboxFailure],
) -> Iterable[tuple[Audience, list[int]]]:
    ids = defaultdict(list)
    for row in rows.select_related("audience"):
        ids[row.audience].append(row.pk)
    return ids.items()
