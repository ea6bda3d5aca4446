from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from contacts import values
from contacts.querysets import FieldQuerySet

if TYPE_CHECKING:
    from contacts.models.contacts import Contact


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


class FieldFormat(models.TextChoices):
    """How dates, birthdays and phone numbers of a field are read and shown."""

    DAY_FIRST = "day", _("Day first: 22/11")
    MONTH_FIRST = "month", _("Month first: 11/22")
    NATIONAL = "national", _("As it is dialed at home")


class Field(AudienceModel):
    """Something an audience knows of its contacts, and its merge tag."""

    Type = FieldType
    Format = FieldFormat

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
    # Of addresses: the code of the country of those that name none. Empty: these are
    # taken as they are, dates as the audience's country writes them, phone numbers in
    # full.
    format = models.CharField(
        _("format"), max_length=10, choices=FieldFormat, blank=True
    )
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

    def get_absolute_url(self) -> str:
        return reverse("contacts:field_update", args=[self.audience_id, self.pk])

    @property
    def key(self) -> str:
        """Where a contact's `fields` hold the value: a letter first, since a bare
        number would read as an array index in a JSON path.
        """
        return f"f{self.pk}"

    @property
    def has_choices(self) -> bool:
        return self.type in values.CHOICE_TYPES

    @property
    def is_email(self) -> bool:
        """Whether it is the address, which no audience can do without."""
        return self.column == "email"

    @property
    def holds_name(self) -> bool:
        return self.column in {"first_name", "last_name"}

    def reader(self, country: str = "", decimal: str = "") -> values.Reader:
        """What reads a value of the field from text, in an audience of this country.

        `decimal` is the sign before decimals in a file, where that is known.
        """
        if self.holds_name:
            return values.name
        return values.reader_of(
            self.type,
            choices=self.choices,
            format=self.format,
            country=country,
            decimal=decimal,
        )

    def value_of(self, contact: Contact) -> Any:
        """What the contact has in the field; None for nothing."""
        if self.column:
            name = "email_display" if self.column == "email" else self.column
            return getattr(contact, name) or None
        return contact.fields.get(self.key)

    def in_words(self, value: Any) -> str:
        """A value of the field for people, in their language; empty for none."""
        return "" if value is None else values.in_words(self.type, value, self.format)

    def as_text(self, value: Any) -> str:
        """A value of the field for files, the same in every language."""
        return values.as_text(self.type, value)
