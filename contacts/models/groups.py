from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.models import Audience, new_public_id
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.querysets import GroupCategoryQuerySet, GroupQuerySet


class CategoryKind(models.TextChoices):
    CHECKBOXES = "checkboxes", _("Checkboxes")
    RADIO = "radio", _("Radio buttons")
    DROPDOWN = "dropdown", _("Drop-down")
    HIDDEN = "hidden", _("Hidden from forms")


class GroupCategory(AudienceModel):
    """A question to contacts, whose answers are its groups.

    A deleted one stays as a tombstone until a job has swept its groups.
    """

    Kind = CategoryKind
    listed_groups: list[Group]  # by `listed()`
    SINGLE = frozenset({"radio", "dropdown"})  # of which a contact holds one at most

    audience = models.ForeignKey(
        Audience, models.DB_CASCADE, related_name="group_categories", db_index=False
    )
    public_id = models.CharField(max_length=10, default=new_public_id, editable=False)
    title = models.CharField(_("title"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CategoryKind, default=CategoryKind.CHECKBOXES
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = GroupCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("group category")
        verbose_name_plural = _("group categories")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_groupcategory_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "public_id"],
                name="contacts_groupcategory_public_id_unique",
            ),
            models.UniqueConstraint(
                "audience",
                Lower("title"),
                condition=models.Q(deleted_at=None),
                name="contacts_groupcategory_title_unique",
                violation_error_message=_("There is a category of this title already."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=CategoryKind.values),
                name="contacts_groupcategory_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_single(self) -> bool:
        """Whether a contact is in one of its groups at most."""
        return self.kind in self.SINGLE


class Group(AudienceModel):
    """One answer in a category; its id is one of a contact's group_ids.

    A deleted one stays as a tombstone until a job has swept the arrays.
    """

    n: int  # how many contacts are in it, by `with_counts()`
    public_id = models.CharField(max_length=10, default=new_public_id, editable=False)
    category = AudienceKey(GroupCategory, related_name="groups", db_index=False)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_group_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "public_id"],
                name="contacts_group_public_id_unique",
            ),
            models.UniqueConstraint(
                "audience",
                "category",
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="contacts_group_name_unique",
                violation_error_message=_(
                    "The category has a group of this name already."
                ),
            ),
            AudienceReference(field="category", name="contacts_group_category"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        url = reverse("contacts:contact_list", args=[self.audience_id])
        return f"{url}?group={self.pk}"
