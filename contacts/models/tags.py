from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from contacts.querysets import TagQuerySet


class Tag(AudienceModel):
    """A word of the staff's own on contacts; its id is one of a contact's tag_ids.

    Ids come from a sequence shared with segments, since to the API a tag is a segment.
    A deleted tag stays as a tombstone until a job has swept the arrays.
    """

    id = models.BigIntegerField(
        primary_key=True,
        db_default=models.Func(
            models.Value("contacts_tag_or_segment_id"), function="nextval"
        ),
    )
    name = models.CharField(_("name"), max_length=100)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    n: int  # how many contacts have it, by `with_counts()`

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(fields=["audience", "id"], name="contacts_tag_key"),
            models.UniqueConstraint(
                "audience",
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="contacts_tag_name_unique",
                violation_error_message=_("There is a tag of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        url = reverse("contacts:contact_list", args=[self.audience_id])
        return f"{url}?tag={self.pk}"
