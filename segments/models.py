from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from segments.querysets import MAX_NAME, SegmentQuerySet

if TYPE_CHECKING:
    from accounts.models import User


TRIES = 20  # names of a copy that others may take first


class Segment(AudienceModel):
    """A tree of conditions under a name; who matches is asked for anew each time.

    Ids come from a sequence shared with tags, since to the API a tag is a segment.
    """

    id = models.BigIntegerField(
        primary_key=True,
        db_default=models.Func(
            models.Value("contacts_tag_or_segment_id"), function="nextval"
        ),
    )
    name = models.CharField(_("name"), max_length=MAX_NAME)
    description = models.CharField(_("description"), max_length=255, blank=True)
    labels = ArrayField(
        models.CharField(max_length=30), verbose_name=_("labels"), default=list
    )
    # As `conditions.tree` writes it.
    tree = models.JSONField(_("conditions"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    # Who saved it last.
    changed_by = models.ForeignKey(
        *(settings.AUTH_USER_MODEL, models.DB_SET_NULL),
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    # How many matched, and how many of these could be written to, when last counted.
    n = models.IntegerField(null=True, editable=False)
    reachable = models.IntegerField(null=True, editable=False)
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)

    # Since when it is written down who is in it, as somebody depends on that.
    followed_at = models.DateTimeField(_("followed"), null=True, editable=False)
    # Who enters gets this tag, as long as there is such a tag.
    entry_tag = models.BigIntegerField(null=True, editable=False)
    # And this preference, as long as it is offered.
    entry_preference = models.BigIntegerField(null=True, editable=False)
    # When everybody was looked at last; None until all were for the first time.
    kept_at = models.DateTimeField(null=True, editable=False)
    # When time alone may change who is in it.
    next_flip_at = models.DateTimeField(null=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="segments_segment_key"
            ),
            models.UniqueConstraint(
                "audience",
                Lower("name"),
                condition=models.Q(archived_at=None),
                name="segments_segment_name_unique",
                violation_error_message=_("There is a segment of this name already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "next_flip_at"],
                condition=models.Q(followed_at__isnull=False),
                name="segments_segment_flip",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the people are listed who are in it."""
        url = reverse("contacts:contact_list", args=[self.audience_id])
        return f"{url}?segment={self.pk}"

    @property
    def edit_url(self) -> str:
        return reverse("segments:segment_update", args=[self.audience_id, self.pk])

    @property
    def following_url(self) -> str:
        return reverse("segments:segment_following", args=[self.audience_id, self.pk])

    @property
    def is_followed(self) -> bool:
        return self.followed_at is not None

    def archive(self) -> bool:
        """Put it away, and free its name; False where it is already."""
        present = self.audience.segments.present().filter(pk=self.pk)
        return bool(present.update(archived_at=timezone.now()))

    def unarchive(self) -> bool:
        """The way back; raises IntegrityError where its name was taken meanwhile."""
        with transaction.atomic():
            archived = self.audience.segments.archived().filter(pk=self.pk)
            return bool(archived.update(archived_at=None))

    def duplicate(self, owner: User) -> Segment:
        """A copy under a name that is free.

        Raises IntegrityError where names are taken again and again while it is made.
        """
        names = self.audience.segments.free_names(self.name)
        for name in islice(names, TRIES):
            try:
                with transaction.atomic():
                    return self._copied(name, owner)
            except IntegrityError:
                continue  # somebody was quicker
        return self._copied(next(names), owner)

    def _copied(self, name: str, owner: User) -> Segment:
        return Segment.objects.create(
            audience=self.audience,
            name=name,
            description=self.description,
            labels=self.labels,
            tree=self.tree,
            owner=owner,
        )


class SegmentMember(AudienceModel):
    """Who is in a segment that is followed, and since when."""

    pk = models.CompositePrimaryKey("audience_id", "segment_id", "contact_id")
    segment = AudienceKey(Segment, related_name="members", db_index=False)
    contact = AudienceKey("contacts.Contact", related_name="+", db_index=False)
    entered_at = models.DateTimeField()
    # Whether it was written down without having entered: it may be in it longer.
    was_inside = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            AudienceReference(field="segment", name="segments_member_segment"),
            AudienceReference(field="contact", name="segments_member_contact"),
        ]
        indexes = [
            models.Index(fields=["audience", "contact"], name="segments_member_of"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} · {self.contact_id}"
