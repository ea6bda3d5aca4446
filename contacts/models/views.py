from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from contacts.querysets.views import SavedViewQuerySet, TableChoiceQuerySet


class TableChoice(AudienceModel):
    """How one member wants to see the list of an audience."""

    pk = models.CompositePrimaryKey("audience_id", "user_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", db_index=False
    )
    columns = ArrayField(models.CharField(max_length=40), null=True)
    default_view = models.BigIntegerField(null=True)

    objects = TableChoiceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.audience_id} · {self.user_id}"


class SavedView(AudienceModel):
    """Filters, order and columns of a list under a name, of one member or of all."""

    name = models.CharField(_("name"), max_length=100)
    query = models.TextField(blank=True)  # of the URL of the list
    columns = ArrayField(models.CharField(max_length=40), null=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_savedview_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        url = reverse("contacts:contact_list", args=[self.audience_id])
        query = f"{self.query}&" if self.query else ""
        return f"{url}?{query}view={self.pk}"
