import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import MD5
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from conditions.counting import Part
from contacts.models.sources import Source
from contacts.querysets import ContactQuerySet


class Status(models.TextChoices):
    SUBSCRIBED = "subscribed", _("Subscribed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    NONSUBSCRIBED = "nonsubscribed", _("Nonsubscribed")
    PENDING = "pending", _("Pending")
    CLEANED = "cleaned", _("Cleaned")


class SmsStatus(models.TextChoices):
    SUBSCRIBED = "subscribed", _("Subscribed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    NONSUBSCRIBED = "nonsubscribed", _("Nonsubscribed")
    PENDING = "pending", _("Pending")


class SearchText(models.Func):
    """What search looks in: the address and names as keys, each after a space."""

    function = "contacts_search_text"
    output_field = models.TextField()


class Contact(AudienceModel):
    """A person in one audience; changed by the verbs of its queryset alone."""

    Status = Status
    SmsStatus = SmsStatus

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    # Dense within the audience and never used again: bitmaps and samples stand on it.
    ordinal = models.IntegerField(editable=False)
    # Normalized for comparing; "C" so that prefixes are found and order is the same
    # on every machine.
    email = models.CharField(_("email address"), max_length=254, db_collation="C")
    email_display = models.CharField(max_length=254)
    status = models.CharField(_("status"), max_length=13, choices=Status)
    status_at = models.DateTimeField(_("status since"))
    archived_at = models.DateTimeField(_("archived"), null=True)

    first_name = models.CharField(_("first name"), max_length=255, blank=True)
    last_name = models.CharField(_("last name"), max_length=255, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    sms_phone = models.CharField(_("SMS number"), max_length=20, blank=True)
    sms_status = models.CharField(
        _("SMS status"),
        max_length=13,
        choices=SmsStatus,
        default=SmsStatus.NONSUBSCRIBED,
    )
    source = AudienceKey(Source, null=True, related_name="contacts", db_index=False)

    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=63, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)
    email_client = models.CharField(_("email client"), max_length=50, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), default=0)
    vip = models.BooleanField(_("VIP"), default=False)

    signup_at = models.DateTimeField(_("signed up"), null=True)
    signup_ip = models.GenericIPAddressField(_("signed up from"), null=True)
    optin_at = models.DateTimeField(_("confirmed"), null=True)
    optin_ip = models.GenericIPAddressField(_("confirmed from"), null=True)
    created_at = models.DateTimeField(_("added"))
    changed_at = models.DateTimeField(_("changed"))

    tag_ids = ArrayField(models.IntegerField(), default=list)
    group_ids = ArrayField(models.IntegerField(), default=list)
    # Values of the audience's own fields, keyed "f<field id>".
    fields = models.JSONField(default=dict)

    search_text = models.GeneratedField(
        expression=SearchText("email", "first_name", "last_name"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_contact_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "email"],
                name="contacts_contact_email_unique",
                violation_error_message=_(
                    "This audience already has a contact with this email address."
                ),
            ),
            models.UniqueConstraint(
                fields=["audience", "ordinal"], name="contacts_contact_ordinal_unique"
            ),
            models.UniqueConstraint(
                fields=["audience", "public_id"],
                name="contacts_contact_public_id_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="contacts_contact_status",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__range=(0, 5)),
                name="contacts_contact_rating",
            ),
            AudienceReference(field="source", name="contacts_contact_source"),
        ]
        indexes = [
            models.Index("audience", MD5("email"), name="contacts_contact_md5"),
            models.Index(
                fields=["audience", "created_at", "id"],
                name="contacts_contact_created",
            ),
            # The archived are few, and lie anywhere in the order.
            models.Index(
                fields=["audience", "created_at", "id"],
                condition=models.Q(archived_at__isnull=False),
                name="contacts_contact_archived",
            ),
            # Whoever sends an SMS is known by the number alone.
            models.Index(
                fields=["audience", "sms_phone"],
                condition=~models.Q(sms_phone=""),
                name="contacts_contact_sms",
            ),
            # In the order of lists: who came by an import all came at one moment, and
            # may lie behind everybody who came since.
            models.Index(
                fields=["audience", "source", "created_at", "id"],
                name="contacts_contact_came_by",
            ),
            # One contact in 32, always the same: what is estimated is counted there.
            models.Index(
                fields=["audience", "id"],
                condition=models.Q(Exact(Part(), 0)),
                name="contacts_contact_sample",
            ),
            # Covering: counts by these facts are answered from the index alone.
            models.Index(
                fields=["audience", "status", "country", "language", "rating", "id"],
                name="contacts_contact_facts",
            ),
            GinIndex(
                OpClass("tag_ids", name="gin__int_ops"), name="contacts_contact_tags"
            ),
            GinIndex(
                OpClass("group_ids", name="gin__int_ops"),
                name="contacts_contact_groups",
            ),
            GinIndex(
                OpClass("search_text", name="gin_trgm_ops"),
                name="contacts_contact_search",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email_display

    def get_absolute_url(self) -> str:
        return reverse("contacts:contact_detail", args=[self.audience_id, self.pk])

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
