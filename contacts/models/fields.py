from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from contacts.querysets import FieldQuerySet


class FieldType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    ADDRESS = "address", _("Address")
    PHONE = "phone", _("Phone")
    DATE = "date", _("Date")
    BIRTHDAY = "birthday", _("Birthday")
    ZIP = "zip", _("Zip or postcode")
    URL = "url", _("Web address")
    IMAGE_URL = "imageurl", _("Image address")
    RADIO = "radio", _("Radio buttons")
    DROPDOWN = "dropdown", _("Drop-down")


class Field(AudienceModel):
    """Something an audience knows of its contacts, and its merge tag."""

    Type = FieldType

    # Default fields that are columns of the contact instead of keys of `fields`.
    COLUMNS = {
        "EMAIL": "email",
        "FNAME": "first_name",
        "LNAME": "last_name",
        "PHONE": "phone",
    }

    type = models.CharField(_("type"), max_length=10, choices=FieldType)
    label = models.CharField(_("label"), max_length=100)
    tag = models.CharField(
        _("merge tag"),
        max_length=10,
        validators=[
            RegexValidator(
                r"\A[A-Z][A-Z0-9_]*\Z",
                _("Use capital letters, digits and underscores, a letter first."),
            )
        ],
    )
    column = models.CharField(max_length=20, blank=True, editable=False)
    required = models.BooleanField(_("required"), default=False)
    public = models.BooleanField(_("shown to contacts"), default=True)
    default = models.CharField(_("default"), max_length=255, blank=True)
    help_text = models.CharField(_("help text"), max_length=255, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = FieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_field_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "tag"],
                condition=models.Q(deleted_at=None),
                name="contacts_field_tag_unique",
                violation_error_message=_("There is a field with this tag already."),
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=FieldType.values),
                name="contacts_field_type",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """Where a contact's `fields` hold the value: a letter first, since a bare
        number would read as an array index in a JSON path.
        """
        return f"f{self.pk}"
