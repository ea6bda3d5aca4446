from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.contacts import Contact
from contacts.querysets import NoteQuerySet

MAX_NOTE = 1000


class Note(AudienceModel):
    """What one of the staff wrote about a contact; the contact never sees it.

    A deleted note stays for a while, so that the deletion can be taken back.
    """

    contact = AudienceKey(Contact, related_name="notes", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("note"), max_length=MAX_NOTE)
    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_note_key"
            ),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("text"), MAX_NOTE),
                name="contacts_note_length",
            ),
            AudienceReference(field="contact", name="contacts_note_contact"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "contact", "created_at", "id"],
                name="contacts_note_of",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class NoteVersion(AudienceModel):
    """How a note read before it was edited."""

    note = AudienceKey(Note, related_name="versions", db_index=False)
    text = models.TextField(_("note"))
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        verbose_name = _("earlier version of a note")
        verbose_name_plural = _("earlier versions of notes")
        constraints = [
            AudienceReference(field="note", name="contacts_noteversion_note"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "note", "replaced_at", "id"],
                name="contacts_noteversion_of",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
